package org.tidemark.journal.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The one place where tests wait: for a condition, never for an amount of time. */
public final class Eventually {
  /** Long enough for a machine under load; a test that passes does not wait for it. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long PAUSE_NANOS = 2_000_000;

  private Eventually() {}

  /**
   * Waits until the condition holds.
   *
   * @throws AssertionError if it does not within {@link #PATIENCE}
   */
  public static void await(String what, BooleanSupplier condition) {
    await(() -> what, PATIENCE, condition);
  }

  /** As {@link #await(String, BooleanSupplier)}, the text being made only for a failure. */
  public static void await(Supplier<String> what, Duration patience, BooleanSupplier condition) {
    if (!holdsWithin(patience, condition)) {
      throw new AssertionError("not within " + patience.toSeconds() + " s: " + what.get());
    }
  }

  /** Gives whether the condition came to hold in that time. */
  public static boolean holdsWithin(Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }
}
