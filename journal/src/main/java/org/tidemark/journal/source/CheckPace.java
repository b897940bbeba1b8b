package org.tidemark.journal.source;

import java.util.concurrent.TimeUnit;

/**
 * When the tree of watches is compared with the disk, and how much of it: slowly enough for disks
 * that must seek for each directory, and round after round. Not thread-safe.
 */
final class CheckPace {
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long ROUND_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final long FIRST_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Directories in a slice; 50 a second. */
  static final int SLICE = 10;

  private long next = System.nanoTime() + FIRST_NANOS;
  private long roundBegan = next;

  /** True if a slice is due; its time is then taken. */
  boolean isDue() {
    long now = System.nanoTime();
    if (now - next < 0) {
      return false;
    }
    next = now + SLICE_NANOS;
    return true;
  }

  /** All directories were compared: the next round begins an hour after this one did. */
  void roundDone() {
    next = Math.max(next, roundBegan + ROUND_NANOS);
    roundBegan = next;
  }
}
