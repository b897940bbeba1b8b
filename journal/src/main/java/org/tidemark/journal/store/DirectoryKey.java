package org.tidemark.journal.store;

import java.util.Arrays;
import org.tidemark.journal.model.PathBytes;

/**
 * The form in which a directory's path is stored: components joined by 0x00, none in front, {@code
 * /} empty. SQLite compares BLOBs with memcmp, which for this form is tree order.
 */
final class DirectoryKey {
  private DirectoryKey() {}

  static byte[] of(PathBytes directory) {
    byte[] path = directory.bytes();
    return replaced(Arrays.copyOfRange(path, 1, path.length), '/', (char) 0);
  }

  static PathBytes path(byte[] key) {
    byte[] path = new byte[key.length + 1];
    System.arraycopy(key, 0, path, 1, key.length);
    return PathBytes.of(replaced(path, (char) 0, '/'));
  }

  private static byte[] replaced(byte[] bytes, char from, char to) {
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == from) {
        bytes[at] = (byte) to;
      }
    }
    return bytes;
  }
}
