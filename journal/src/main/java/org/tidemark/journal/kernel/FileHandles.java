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

  private static final int TYPE_AT = 4;

  /** Types of ext4, xfs and tmpfs, of xfs with large numbers, and of btrfs (linux/exportfs.h). */
  private static final int INODE_32 = 1;

  private static final int INODE_64 = 0x81;
  private static final int BTRFS = 0x4d;

  private FileHandles() {}

  /**
   * True if the object of that handle has that inode number, without asking the kernel: it stands
   * in the handles of the usual filesystems. False also where it cannot be told.
   */
  public static boolean isOf(byte[] handle, long inode) {
    ByteBuffer view = ByteBuffer.wrap(handle).order(ByteOrder.nativeOrder());
    int length = handle.length - HEADER;
    return switch (view.getInt(TYPE_AT)) {
      // tmpfs has the generation first.
      case INODE_32 ->
          length == 8
              ? Integer.toUnsignedLong(view.getInt(HEADER)) == inode
              : length == 12 && view.getLong(HEADER + 4) == inode;
      case INODE_64, BTRFS -> length >= 12 && view.getLong(HEADER) == inode;
      default -> false;
    };
  }

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
