package org.tidemark.journal.restore;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;

/** Reads the extended attributes of open directories, ACLs among them. One thread. */
final class ExtendedAttributes {
  /** XATTR_SIZE_MAX and XATTR_LIST_MAX of limits.h. */
  private final byte[] room = new byte[1 << 16];

  private final Kernel kernel;

  /**
   * @param errno 0, or why they cannot be told
   * @param values by name, one character per byte
   */
  record Found(int errno, SortedMap<String, byte[]> values) {}

  ExtendedAttributes(Kernel kernel) {
    this.kernel = kernel;
  }

  Found read(int directory) {
    byte[] place = ("/proc/self/fd/" + directory).getBytes(StandardCharsets.US_ASCII);
    SortedMap<String, byte[]> values = new TreeMap<>();
    int length = kernel.listxattr(place, room, true);
    if (length < 0) {
      return new Found(length == -Errno.EOPNOTSUPP ? 0 : -length, values);
    }
    String all = new String(room, 0, length, StandardCharsets.ISO_8859_1);
    for (String name : all.split("\0")) {
      byte[] key = name.getBytes(StandardCharsets.ISO_8859_1);
      int size = name.isEmpty() ? -Errno.ENODATA : kernel.getxattr(place, key, room, true);
      if (size >= 0) {
        values.put(name, Arrays.copyOf(room, size));
      } else if (size != -Errno.ENODATA) {
        return new Found(-size, values);
      }
    }
    return new Found(0, values);
  }
}
