package org.tidemark.bacula;

import org.tidemark.journal.model.PathBytes;

/**
 * What a line of Bacula's list can carry: fgets into a buffer of 1000 bytes, and white space at the
 * end is cut off (Bacula 9.6, filed/job.c add_file_to_fileset, lib/scan.c strip_trailing_junk).
 */
final class Listable {
  static final int LONGEST = 998;

  private Listable() {}

  static boolean is(PathBytes path) {
    if (path.length() > LONGEST) {
      return false;
    }
    byte[] bytes = path.bytes();
    return !isBlank(bytes[bytes.length - 1]) && !hasLineFeed(bytes);
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || (value >= 0x09 && value <= 0x0d);
  }

  private static boolean hasLineFeed(byte[] bytes) {
    for (byte value : bytes) {
      if (value == '\n') {
        return true;
      }
    }
    return false;
  }

  /** The nearest directory above that a list can carry; {@code /} at worst. */
  static PathBytes parentOf(PathBytes path) {
    PathBytes parent = path.parent();
    while (!is(parent)) {
      parent = parent.parent();
    }
    return parent;
  }
}
