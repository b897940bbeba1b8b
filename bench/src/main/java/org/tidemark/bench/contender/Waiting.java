package org.tidemark.bench.contender;

import java.io.IOException;
import java.time.Duration;
import org.tidemark.bench.machine.DeadlineException;

/** Waits for conditions, asking seldom enough not to disturb what is measured. */
final class Waiting {
  private static final long SHORTEST_NAP_MILLIS = 1;
  private static final long SHARE_OF_WAIT = 200;

  private Waiting() {}

  /** A question whose answer becomes true. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /**
   * Returns when the condition holds, at most half a percent of the wait too late.
   *
   * @throws IOException after the deadline, or as soon as the process has ended
   */
  static void until(Condition condition, Process process, String what, Duration deadline)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      long waited = System.nanoTime() - start;
      if (waited > deadline.toNanos()) {
        throw new DeadlineException(what, deadline);
      }
      if (!process.isAlive()) {
        throw new IOException(what + " ended with " + process.exitValue());
      }
      Thread.sleep(Math.max(SHORTEST_NAP_MILLIS, waited / 1_000_000 / SHARE_OF_WAIT));
    }
  }
}
