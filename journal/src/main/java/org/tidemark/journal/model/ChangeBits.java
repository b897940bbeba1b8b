package org.tidemark.journal.model;

/** What happened to a name, as bits of a change. They accumulate and have no order. */
public final class ChangeBits {
  public static final int CREATED = 0x01;
  public static final int CONTENT = 0x02;
  public static final int ATTRIBUTES = 0x04;
  public static final int MOVED_IN = 0x08;
  public static final int REMOVED = 0x10;

  /** At least one of the events said that the name was a directory's. */
  public static final int DIRECTORY = 0x20;

  /** Everything below the name must be walked (moved in, recreated, or not seen from its birth). */
  public static final int SUBTREE = 0x40;

  /** Names and non-directory children below the name must be compared. */
  public static final int CONTENTS = 0x80;

  /** Only on lists, never in the journal: the name is a block device's now. */
  public static final int BLOCK_DEVICE = 0x100;

  /** Only on lists: the name is a socket's now. */
  public static final int SOCKET = 0x200;

  /** Only on the way to the journal: another process than this one made some of the changes. */
  public static final int BY_OTHERS = 0x400;

  private ChangeBits() {}

  public static boolean has(int bits, int bit) {
    return (bits & bit) != 0;
  }
}
