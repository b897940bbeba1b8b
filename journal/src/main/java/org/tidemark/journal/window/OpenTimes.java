package org.tidemark.journal.window;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.store.WindowRow;

/**
 * What the steps of opening one window took, for the log: each of them grows with something else.
 * The barrier with what waits in the kernel, the look at mapped files with the number of processes,
 * the list with the number of changes. One thread.
 */
final class OpenTimes {
  private static final Logger LOG = LoggerFactory.getLogger(OpenTimes.class);

  private long last = System.nanoTime();
  private long barrier;
  private long scan;
  private long plan;
  private int processes;

  private long lap() {
    long now = System.nanoTime();
    long taken = now - last;
    last = now;
    return taken;
  }

  /** What was queued is in the store. */
  void flushed() {
    barrier = lap();
  }

  /** Files that change without events were looked for in so many processes. */
  void scanned(int count) {
    scan = lap();
    processes = count;
  }

  /** The window has its row. */
  void planned() {
    plan = lap();
  }

  /** The list is made, unless that waits for a snapshot. */
  void log(WindowRow window) {
    LOG.info(
        "window {} of {} opened: barrier {} ms, mapped files of {} processes {} ms, row {} ms,"
            + " list {} ms",
        window.id(),
        window.consumer(),
        millis(barrier),
        processes,
        millis(scan),
        millis(plan),
        millis(lap()));
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }
}
