package org.tidemark.rsync.points;

import java.util.Optional;

/**
 * What a step says of itself.
 *
 * @param number from 1
 * @param begin empty if it was interrupted before it was anything: it never touched the mirror
 * @param done empty if it was interrupted: its end is no point
 */
public record Step(long number, Optional<Begin> begin, Optional<Done> done) {
  /** The number of the step before it in its chain; 0 where the chain begins. */
  public long follows() {
    return begin.map(Begin::follows).orElse(0L);
  }

  public boolean isPoint() {
    return done.isPresent();
  }

  /** True for a point at which the mirror lacked names that could not be copied. */
  public boolean isInPart() {
    return isPoint() && !done.map(Done::end).equals(begin.map(Begin::end));
  }
}
