package org.tidemark.rsync;

/** One run of rsync, in the order in which the runs are made. */
enum Pass {
  /** Everything onto an empty mirror. */
  COPY(false),
  /** Everything against what is there, by content. */
  COMPARE(false),
  /**
   * Directories to remove names from that an rsync cannot be told, or that one left which was cut
   * short: it writes files under names like {@code .NAME.xxxxxx} at first.
   */
  REMOVALS(true),
  /** Names to copy or to remove. Removals come first: they make way for what is new. */
  OBJECTS(true),
  /** Trees that are new or moved in: forced past the quick check of time and size. */
  MOVED_TREES(true),
  /** Trees that nobody vouches for: compared by content. */
  DOUBTFUL_TREES(true),
  /** Directories to compare one level deep. */
  CONTENTS(true),
  /** Files with several names, all names of one file in one run, after what may split them. */
  LINKS(true),
  /** Names that a proof found different: by content, so that what is right is left alone. */
  DRIFT(true),
  /** The attributes of the source directory itself. */
  ROOT(false),
  /** Everything against what is there, only to be told what differs. */
  PROOF(false);

  private final boolean listed;

  Pass(boolean listed) {
    this.listed = listed;
  }

  /** True if it is given names; the others work on the whole source. */
  boolean isListed() {
    return listed;
  }

  /** True if it may have much to copy. */
  boolean transfers() {
    return this != REMOVALS && this != ROOT && this != PROOF;
  }

  /** True if rsync looks for names itself, and so must know what is excluded. */
  boolean walks() {
    return this != OBJECTS && this != LINKS && this != DRIFT && this != ROOT;
  }
}
