package org.tidemark.journal.window;

import java.time.Duration;

/**
 * How long windows wait, and for what.
 *
 * @param expiry after it a window whose client was not heard of is aborted
 * @param flushDeadline how long {@code open} waits for the queues to be read and flushed
 * @param scanDeadline how long {@code open} looks for files that change without events
 * @param linkWalk whether a list waits for a walk of all names where some of a changed file with
 *     several links are not known
 */
public record WindowSettings(
    Duration expiry, Duration flushDeadline, Duration scanDeadline, boolean linkWalk) {
  public static final WindowSettings DEFAULT =
      new WindowSettings(
          Duration.ofHours(24), Duration.ofSeconds(60), Duration.ofSeconds(10), true);
}
