package org.tidemark.netbackup.runs;

import java.time.Duration;

/** A moment by the clock that no administrator sets. Immutable. */
public final class Deadline {
  private final long atNanos;

  private Deadline(long atNanos) {
    this.atNanos = atNanos;
  }

  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  public Duration left() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }

  public boolean isOver() {
    return left().isZero();
  }
}
