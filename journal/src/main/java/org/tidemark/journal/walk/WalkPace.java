package org.tidemark.journal.walk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets walks in the background rest while others write: the lowest priority alone does not keep
 * them out of the way, since they hold the locks of directories that writers wait for, and the
 * scheduler compares priorities within one control group only.
 *
 * <p>While many events come, all walks together run in turns of a tenth of the time; so they take a
 * tenth of the processors at most, and still come to their end. Nobody has to look for events when
 * no walk goes on: the walks do it themselves. Thread-safe.
 */
public final class WalkPace {
  /** Never rests: somebody waits for the walk. */
  public static final WalkPace FULL = new WalkPace(() -> 0, () -> 0);

  /** Events in a second from which on writers are taken to be busy. */
  private static final long MANY = 1_000;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(90);
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final LongSupplier events;
  private final LongSupplier nanoClock;
  private volatile long lookedNanos;
  private volatile boolean busy;
  private volatile long busySinceNanos;

  @GuardedBy("this")
  private long eventsSeen;

  @GuardedBy("this")
  private long lastBusyNanos;

  /**
   * @param events how many were seen so far; grows
   * @param nanoClock as {@link System#nanoTime}
   */
  public WalkPace(LongSupplier events, LongSupplier nanoClock) {
    this.events = events;
    this.nanoClock = nanoClock;
    eventsSeen = events.getAsLong();
    lookedNanos = nanoClock.getAsLong();
  }

  /** True if the walks were resting when they last looked. */
  public boolean isResting() {
    return busy;
  }

  /** How long a walk has to rest now; 0 if it may go on. Costs little. */
  long restNanos() {
    long now = nanoClock.getAsLong();
    if (now - lookedNanos >= LOOK_NANOS) {
      look(now);
    }
    return busy ? untilTurn(now) : 0;
  }

  private synchronized void look(long now) {
    long elapsed = now - lookedNanos;
    if (elapsed < LOOK_NANOS) {
      return; // another thread came first
    }
    long seen = events.getAsLong();
    boolean many = (seen - eventsSeen) * TimeUnit.SECONDS.toNanos(1) > MANY * elapsed;
    eventsSeen = seen;
    lookedNanos = now;
    if (many) {
      lastBusyNanos = now;
      if (!busy) {
        busySinceNanos = now;
        busy = true;
      }
    } else if (now - lastBusyNanos >= CALM_NANOS) {
      busy = false;
    }
  }

  private long untilTurn(long now) {
    long phase = Math.floorMod(now - busySinceNanos, REST_NANOS + TURN_NANOS);
    return Math.max(0, REST_NANOS - phase);
  }
}
