package org.tidemark.journal.daemon;

import java.time.Duration;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.window.WindowSettings;

/**
 * What a daemon runs on and beside; immutable.
 *
 * @param clock of the boot
 * @param manager who started it, and keeps descriptors for the next one
 * @param flushDeadline how long a window waits for what is queued, and a write for the store's
 *     thread
 * @param scanDeadline how long a window looks for files that change without events
 */
record Surroundings(
    Kernel kernel,
    BootClock clock,
    ServiceManager manager,
    Duration flushDeadline,
    Duration scanDeadline) {

  /** This machine's, with nobody to keep anything. */
  static Surroundings usual(Kernel kernel) {
    return new Surroundings(
        kernel,
        BootClock.ofThisMachine(),
        ServiceManager.none(),
        WindowSettings.DEFAULT.flushDeadline(),
        WindowSettings.DEFAULT.scanDeadline());
  }

  Surroundings on(Kernel other) {
    return new Surroundings(other, clock, manager, flushDeadline, scanDeadline);
  }

  Surroundings by(BootClock other) {
    return new Surroundings(kernel, other, manager, flushDeadline, scanDeadline);
  }

  Surroundings under(ServiceManager other) {
    return new Surroundings(kernel, clock, other, flushDeadline, scanDeadline);
  }

  Surroundings within(Duration deadline) {
    return new Surroundings(kernel, clock, manager, deadline, deadline);
  }
}
