package org.tidemark.rsync.points;

import org.tidemark.journal.model.PathBytes;

/**
 * Names inside a mirror. In memory the mirror itself is {@code /}; in files and for programs that
 * run inside it, it is {@code .} and a name in it begins with {@code ./}.
 */
public final class MirrorName {
  private MirrorName() {}

  /**
   * Reads the form of files and programs; a slash at the end is dropped.
   *
   * @param name one character per byte
   * @throws IllegalArgumentException for any other form
   */
  public static PathBytes parse(String name) {
    if (!name.equals(".") && !name.startsWith("./")) {
      throw new IllegalArgumentException("not a name in a mirror: " + name);
    }
    return PathBytes.ofLatin1("/" + name.substring(1));
  }

  /** The form of files and programs, one character per byte. */
  public static String text(PathBytes path) {
    return path.isRoot() ? "." : "." + path.latin1();
  }
}
