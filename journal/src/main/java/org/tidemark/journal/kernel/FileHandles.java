package org.tidemark.journal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several {@code struct file_handle} (open_by_handle_at(2)), one behind the other. */
public final class FileHandles {
  /** handle_bytes and handle_type. */
  private static final int HEADER = 8;

  private FileHandles() {}

  /** The handles one by one; one that was cut is left out. */
  public static List<byte[]> split(byte[] all) {
    ByteBuffer lengths = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder());
    List<byte[]> handles = new ArrayList<>(1);
    int at = 0;
    while (all.length - at > HEADER) {
      int length = lengths.getInt(at);
      if (length < 0 || length > all.length - at - HEADER) {
        break;
      }
      handles.add(Arrays.copyOfRange(all, at, at + HEADER + length));
      at += HEADER + length;
    }
    return handles;
  }
}
