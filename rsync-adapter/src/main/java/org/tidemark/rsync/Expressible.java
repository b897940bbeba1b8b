package org.tidemark.rsync;

import org.tidemark.journal.model.PathBytes;

/** What rsync's list of names can carry. */
final class Expressible {
  /**
   * rsync reads a name into a buffer of MAXPATHLEN, 4,096 bytes with the NUL, and silently drops
   * what does not fit (io.c, read_line). {@code ./} in front and {@code /} behind are ours.
   */
  private static final int LONGEST = 4095 - 3;

  private Expressible() {}

  static boolean canExpress(byte[] relative) {
    return relative.length <= LONGEST;
  }

  /** The nearest directory above that can be expressed; at worst the source itself. */
  static byte[] nearestParent(PathBytes path, PathBytes source) {
    PathBytes parent = path.parent();
    while (!canExpress(parent.relativeTo(source))) {
      parent = parent.parent();
    }
    return parent.relativeTo(source);
  }
}
