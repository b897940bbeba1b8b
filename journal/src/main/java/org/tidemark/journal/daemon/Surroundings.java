package org.tidemark.journal.daemon;

import java.time.Duration;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.reconcile.Margin;
import org.tidemark.journal.window.WindowSettings;

/**
 * What a daemon runs on and beside; immutable.
 *
 * @param clock of the boot
 * @param manager who started it, and keeps descriptors for the next one
 * @param flushDeadline how long a window waits for what is queued, and a write for the store's
 *     thread
 * @param scanDeadline how long a window looks for files that change without events
 * @param marginNanos how much before a gap times may lie that tell of a change in it
 */
record Surroundings(
    Kernel kernel,
    BootClock clock,
    ServiceManager manager,
    Duration flushDeadline,
    Duration scanDeadline,
    long marginNanos) {

  /** This machine's, with nobody to keep anything. */
  static Surroundings usual(Kernel kernel) {
    return new Surroundings(
        kernel,
        BootClock.ofThisMachine(),
        ServiceManager.none(),
        WindowSettings.DEFAULT.flushDeadline(),
        WindowSettings.DEFAULT.scanDeadline(),
        Margin.nanos());
  }

  Surroundings on(Kernel other) {
    return new Surroundings(other, clock, manager, flushDeadline, scanDeadline, marginNanos);
  }

  Surroundings by(BootClock other) {
    return new Surroundings(kernel, other, manager, flushDeadline, scanDeadline, marginNanos);
  }

  Surroundings under(ServiceManager other) {
    return new Surroundings(kernel, clock, other, flushDeadline, scanDeadline, marginNanos);
  }

  Surroundings within(Duration deadline) {
    return new Surroundings(kernel, clock, manager, deadline, deadline, marginNanos);
  }

  /** Safe only for trees that nobody maps for writing. */
  Surroundings withMargin(Duration margin) {
    return new Surroundings(kernel, clock, manager, flushDeadline, scanDeadline, margin.toNanos());
  }
}
