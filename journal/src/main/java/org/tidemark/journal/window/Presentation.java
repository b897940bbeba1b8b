package org.tidemark.journal.window;

import org.tidemark.journal.model.PathBytes;

/**
 * {@code present-as}: paths below {@code from} are looked up and listed below {@code to}, where the
 * snapshot that the product reads is mounted.
 *
 * @param from null if paths are listed as they are
 */
record Presentation(PathBytes from, PathBytes to) {
  static final Presentation AS_IS = new Presentation(null, null);

  static Presentation of(PathBytes from, PathBytes to) {
    return from == null ? AS_IS : new Presentation(from, to);
  }

  boolean rewrites() {
    return from != null;
  }

  PathBytes listed(PathBytes path) {
    return from != null && path.isUnder(from) ? path.rebase(from, to) : path;
  }

  /** The path that is listed so. */
  PathBytes original(PathBytes listed) {
    return from != null && listed.isUnder(to) ? listed.rebase(to, from) : listed;
  }
}
