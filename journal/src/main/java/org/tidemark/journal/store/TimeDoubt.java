package org.tidemark.journal.store;

import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;

/**
 * The times that files carry at or below that path prove nothing about gaps that began at or before
 * that number: the clock was set back, or the files came from elsewhere.
 *
 * @param why for people
 */
public record TimeDoubt(PathBytes path, long sequence, String why) {
  public boolean concerns(Gap gap) {
    return gap.beginSequence() <= sequence
        && (gap.path().isUnder(path) || path.isUnder(gap.path()));
  }
}
