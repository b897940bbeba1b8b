package org.tidemark.netbackup.doubles;

import java.time.Duration;

/** Settings of the server that limit hooks; the real ones are seconds, 300 by default. */
public record Timeouts(Duration start, Duration end, Duration clientRead) {
  /** As a server has them that nobody configured. */
  public static Timeouts usual() {
    return new Timeouts(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));
  }
}
