package org.tidemark.journal.audit;

/** By what a window would list a changed name. */
enum Cover {
  /** It has a row of its own, or is a directory in which names with rows came or went. */
  ROW,
  /** The names of its directory are compared. */
  CONTENTS,
  /** All below a directory above it is compared. */
  SUBTREE,
  /** It lies in a gap. */
  GAP,
  /** By nothing. */
  NONE;

  /** True if all below is covered as well. */
  boolean holdsBelow() {
    return this == SUBTREE || this == GAP;
  }
}
