package org.tidemark.journal.restore;

import org.jspecify.annotations.Nullable;

/**
 * What holds for one path, once what was said of the directories above it is counted in.
 *
 * @param absent number of the last manifest that says it was gone; 0 for none
 * @param present number of the last one that says it was there; 0 for none
 * @param type what it was then
 * @param below number of the last manifest by which nothing was below it; 0 for none
 * @param unknown number of the last manifest that voids what was said before
 */
record LastWord(int absent, int present, char type, int below, int unknown) {
  static final LastWord NOTHING = new LastWord(0, 0, ' ', 0, 0);

  /**
   * @param node of the child; null if none speaks of it
   */
  LastWord ofChild(@Nullable FinalNode node) {
    if (node == null) {
      return new LastWord(below, 0, ' ', below, unknown);
    }
    int lost = Math.max(unknown, node.unknown);
    int gone = unlessVoid(Math.max(below, node.absent), lost);
    int there = node.present < lost ? 0 : node.present;
    return new LastWord(gone, there, node.type, Math.max(gone, unlessVoid(node.leaf, lost)), lost);
  }

  private static int unlessVoid(int word, int lost) {
    return word > lost ? word : 0;
  }

  /** Its last word is that it was gone; of two in one manifest, the one that keeps it counts. */
  boolean isGone() {
    return absent > present;
  }

  /** It was there at last, as a directory where there is none, or as something else than one. */
  boolean isOtherThan(boolean directory) {
    return !isGone() && present > 0 && directory != isDirectory();
  }

  boolean isDirectory() {
    return type == 'd';
  }

  /** The manifest whose word removes it. */
  int remover() {
    return Math.max(absent, present);
  }
}
