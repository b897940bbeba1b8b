package org.tidemark.rsync.points;

import org.tidemark.journal.model.PathBytes;

/**
 * Where an object of a past state lies now.
 *
 * @param step number of the step that saved it; {@link #MIRROR} for the mirror itself
 * @param path in the step's tree or in the mirror, either of which is {@code /}
 */
record Origin(long step, PathBytes path) {
  static final long MIRROR = 0;

  static Origin inMirror(PathBytes path) {
    return new Origin(MIRROR, path);
  }

  boolean isInMirror() {
    return step == MIRROR;
  }

  Origin child(byte[] name) {
    return new Origin(step, path.child(name));
  }
}
