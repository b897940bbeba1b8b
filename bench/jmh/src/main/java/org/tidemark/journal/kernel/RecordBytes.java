package org.tidemark.journal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What a read of the kernel's queue gives, for a mail store: messages that were just written. */
final class RecordBytes {
  static final int EVENTS = 1000;
  private static final int FOLDERS = 200;
  private static final int FID_HEADER = 20;
  private static final int HANDLE = 8;

  private RecordBytes() {}

  /** FAN_MODIFY with the parent's handle and name, and the object's handle, as on ext4. */
  static byte[] fanotify() {
    ByteBuffer out = ByteBuffer.allocate(EVENTS * 160).order(ByteOrder.nativeOrder());
    for (int event = 0; event < EVENTS; event++) {
      byte[] name = name(event);
      int parent = padded(FID_HEADER + HANDLE + name.length + 1);
      int object = FID_HEADER + HANDLE;
      out.putInt(24 + parent + object).put((byte) 3).put((byte) 0).putShort((short) 24);
      out.putLong(Flags.FAN_MODIFY).putInt(-1).putInt(4711);
      putHandle(out, 2, parent, event % FOLDERS);
      out.put(name).position(out.position() + parent - FID_HEADER - HANDLE - name.length);
      putHandle(out, 1, object, 1_000_000 + event);
    }
    return written(out);
  }

  private static void putHandle(ByteBuffer out, int type, int length, int inode) {
    out.put((byte) type).put((byte) 0).putShort((short) length).putLong(0x1234_5678L);
    out.putInt(HANDLE).putInt(1).putInt(inode).putInt(inode * 31);
  }

  /** IN_MODIFY. */
  static byte[] inotify() {
    ByteBuffer out = ByteBuffer.allocate(EVENTS * 96).order(ByteOrder.nativeOrder());
    for (int event = 0; event < EVENTS; event++) {
      byte[] name = name(event);
      int length = (name.length + 16) / 16 * 16;
      out.putInt(1 + event % FOLDERS).putInt(2).putInt(0).putInt(length);
      out.put(name).position(out.position() + length - name.length);
    }
    return written(out);
  }

  private static byte[] name(int event) {
    String text = "1767225600.M%06dP%d.mail,S=3072".formatted(event * 37, event);
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int padded(int length) {
    return (length + 3) & ~3;
  }

  private static byte[] written(ByteBuffer out) {
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }
}
