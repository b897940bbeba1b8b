package org.tidemark.journal.window;

/**
 * One line of /proc/PID/maps (proc(5)) that shows a file.
 *
 * @param paddedRange the range as maps and smaps write it
 * @param permissions four letters; {@code s} at the end for a shared mapping
 * @param identity what tells files apart well enough to look no more at one that was found: its
 *     device number is not {@code st_dev} on btrfs, so the path belongs to it
 */
record Mapping(String paddedRange, String permissions, String identity) {

  /** Null for a line without a file. */
  static Mapping parse(String line) {
    String[] fields = line.split(" +", 6);
    if (fields.length < 6 || fields[4].equals("0") || fields[1].length() < 4) {
      return null;
    }
    return new Mapping(fields[0], fields[1], fields[3] + ' ' + fields[4] + ' ' + fields[5]);
  }

  boolean shared() {
    return permissions.charAt(3) == 's';
  }

  boolean writable() {
    return permissions.charAt(1) == 'w';
  }

  /** The name under map_files, which has no leading zeros. */
  String range() {
    int dash = paddedRange.indexOf('-');
    return plain(paddedRange.substring(0, dash)) + '-' + plain(paddedRange.substring(dash + 1));
  }

  private static String plain(String hexadecimal) {
    return Long.toHexString(Long.parseUnsignedLong(hexadecimal, 16));
  }
}
