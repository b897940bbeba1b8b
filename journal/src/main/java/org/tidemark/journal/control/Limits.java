package org.tidemark.journal.control;

import java.time.Duration;

/**
 * What clients may use up.
 *
 * @param connections served at once; others wait in the kernel's queue
 * @param lists on their way at once, fewer than the connections, so that slow readers of lists
 *     never keep a commit waiting
 * @param request time to send a whole request
 * @param answer time in which some of the answer line must be taken
 * @param stall time in which some of a list must be taken; long, since products read lists while
 *     they save files
 */
record Limits(int connections, int lists, Duration request, Duration answer, Duration stall) {
  static final Limits USUAL =
      new Limits(32, 24, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofHours(1));
}
