package org.tidemark.journal.source;

import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.model.ChangeBits;

/** What the bits of a fanotify mask say about one name. */
final class FanotifyBits {
  private FanotifyBits() {}

  /** The change bits of a mask; FAN_RENAME, which is about two names, is not among them. */
  static int of(long mask) {
    boolean directory = (mask & Flags.FAN_ONDIR) != 0;
    int bits =
        bit(mask, Flags.FAN_CREATE, ChangeBits.CREATED)
            | bit(mask, Flags.FAN_DELETE | Flags.FAN_MOVED_FROM, ChangeBits.REMOVED)
            | bit(mask, Flags.FAN_MODIFY | Flags.FAN_CLOSE_WRITE, ChangeBits.CONTENT)
            | bit(mask, Flags.FAN_ATTRIB, ChangeBits.ATTRIBUTES)
            | bit(mask, Flags.FAN_MOVED_TO, movedIn(directory));
    if (bits == 0 || !directory) {
      return bits;
    }
    return bits | ChangeBits.DIRECTORY | (isRecreated(bits) ? ChangeBits.SUBTREE : 0);
  }

  private static int bit(long mask, long events, int bits) {
    return (mask & events) != 0 ? bits : 0;
  }

  /** A merged mask has no order: the directory of that name may be another one now. */
  private static boolean isRecreated(int bits) {
    return ChangeBits.has(bits, ChangeBits.CREATED) && ChangeBits.has(bits, ChangeBits.REMOVED);
  }

  /** A directory that comes from elsewhere brings a whole tree along. */
  static int movedIn(boolean directory) {
    return ChangeBits.MOVED_IN | (directory ? ChangeBits.DIRECTORY | ChangeBits.SUBTREE : 0);
  }

  /** True if paths below some directory are no longer what they were. */
  static boolean isDirectoryMove(long mask) {
    long moves = Flags.FAN_RENAME | Flags.FAN_MOVED_FROM | Flags.FAN_MOVED_TO;
    return (mask & Flags.FAN_ONDIR) != 0 && (mask & moves) != 0;
  }

  static boolean isNewDirectory(int bits) {
    return ChangeBits.has(bits, ChangeBits.DIRECTORY) && ChangeBits.has(bits, ChangeBits.CREATED);
  }
}
