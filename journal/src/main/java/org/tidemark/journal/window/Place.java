package org.tidemark.journal.window;

import org.tidemark.journal.model.PathBytes;

/**
 * What was found on the way to a directory or a name.
 *
 * @param outcome how the way ended
 * @param at where it ended: the path itself if it was found
 * @param descriptor of the directory (O_PATH, its owner is {@link TreeLookup}); -1 if none
 * @param device of the directory, as in {@code FileStat}; 0 if none
 * @param errno of a failure; 0 otherwise
 */
record Place(Outcome outcome, PathBytes at, int descriptor, long device, int errno) {

  enum Outcome {
    FOUND,
    /** The topmost name that does not exist; its directory does. */
    MISSING,
    /** A name on the way that is no directory any more. */
    NOT_DIRECTORY,
    /** A btrfs subvolume or alias that is not ours: its rows are listed elsewhere, if at all. */
    OUTSIDE,
    /** Another filesystem lies over it: what is below cannot be seen. */
    MOUNTED_OVER,
    /** The root is not there. */
    NO_ROOT,
    /** The kernel said something else; nothing may be concluded from it. */
    FAILED
  }

  static Place found(PathBytes at, int descriptor, long device) {
    return new Place(Outcome.FOUND, at, descriptor, device, 0);
  }

  static Place ended(Outcome outcome, PathBytes at) {
    return new Place(outcome, at, -1, 0, 0);
  }

  static Place failed(PathBytes at, int errno) {
    return new Place(Outcome.FAILED, at, -1, 0, errno);
  }

  boolean isFound() {
    return outcome == Outcome.FOUND;
  }
}
