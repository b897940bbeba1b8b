package org.tidemark.rsync.proof;

/**
 * Names inside a mirror in a form in which sorting by bytes puts each directory right before all
 * that is below it. No character of it is below 2, so that what follows a name can begin with 1.
 */
final class SortKey {
  private static final char SLASH = 2;
  private static final char ESCAPE = 3;

  private SortKey() {}

  /**
   * @param name in the form of {@link org.tidemark.rsync.points.MirrorName}
   */
  static String of(String name) {
    if (name.equals(".")) {
      return "";
    }
    StringBuilder out = new StringBuilder(name.length());
    for (int at = 2; at < name.length(); at++) {
      char value = name.charAt(at);
      if (value == '/') {
        out.append(SLASH);
      } else if (value <= ESCAPE) {
        out.append(ESCAPE).append((char) (value + '0'));
      } else {
        out.append(value);
      }
    }
    return out.toString();
  }

  /** The name again. */
  static String name(String key) {
    if (key.isEmpty()) {
      return ".";
    }
    StringBuilder out = new StringBuilder("./");
    for (int at = 0; at < key.length(); at++) {
      char value = key.charAt(at);
      if (value == SLASH) {
        out.append('/');
      } else if (value == ESCAPE) {
        at++;
        out.append((char) (key.charAt(at) - '0'));
      } else {
        out.append(value);
      }
    }
    return out.toString();
  }

  /** True if one is the other, or holds it. */
  static boolean holds(String directory, String key) {
    return directory.isEmpty()
        || key.equals(directory)
        || (key.startsWith(directory) && key.charAt(directory.length()) == SLASH);
  }

  /** The directory that it is in; that of the mirror itself is null. */
  static String parent(String key) {
    return key.isEmpty() ? null : key.substring(0, Math.max(0, key.lastIndexOf(SLASH)));
  }
}
