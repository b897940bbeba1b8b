package org.tidemark.journal.daemon;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.RetentionCaps;
import org.tidemark.journal.store.RetentionResult;
import org.tidemark.journal.window.WindowService;

/**
 * What is due now and then: marks and roots are looked at, the clock is noted, names and
 * filesystems are remembered, windows expire, rows are forgotten. One thread of its own; work on
 * the store is handed to the ingest thread in slices.
 */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int SLICES = 1000;

  private final Ingest ingest;
  private final Following following;
  private final Memory memory;
  private final WindowService windows;
  private final RetentionCaps caps;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "housekeeping");
            thread.setDaemon(true);
            return thread;
          });

  Housekeeping(
      Ingest ingest,
      Following following,
      Memory memory,
      WindowService windows,
      RetentionCaps caps) {
    this.ingest = ingest;
    this.following = following;
    this.memory = memory;
    this.windows = windows;
    this.caps = caps;
  }

  void start() {
    var unusedRounds = timer.scheduleWithFixedDelay(this::round, 10, 60, TimeUnit.SECONDS);
    var unusedLooks = timer.scheduleWithFixedDelay(this::recordWitnesses, 5, 5, TimeUnit.SECONDS);
  }

  private void round() {
    attempt("looking at marks and roots", () -> following.check(DEADLINE));
    attempt("noting the clock", this::noteClock);
    attempt("looking at the clock", memory::checkClock);
    attempt("remembering filesystems", memory::note);
    attempt("expiring windows", () -> windows.expire(System.currentTimeMillis()));
    attempt("forgetting old changes", this::retain);
  }

  private void recordWitnesses() {
    attempt("remembering names", memory::record);
  }

  private void noteClock() throws TidemarkException {
    ingest.run(
        store -> {
          store.noteClock(System.currentTimeMillis());
          return null;
        },
        DEADLINE);
  }

  private void retain() throws TidemarkException {
    for (int slice = 0; slice < SLICES; slice++) {
      RetentionResult result =
          ingest.run(store -> store.retain(caps, System.currentTimeMillis()), DEADLINE);
      result
          .madeStale()
          .forEach(
              name -> LOG.warn("consumer {} lags behind the caps: its next window is full", name));
      if (!result.more()) {
        return;
      }
    }
  }

  private interface Chore {
    void run() throws TidemarkException;
  }

  private static void attempt(String what, Chore chore) {
    try {
      chore.run();
    } catch (TidemarkException e) {
      LOG.warn("{}: {}", what, e.forOperator());
    } catch (RuntimeException e) {
      LOG.error("{} failed", what, e);
    }
  }

  /** What was seen last is remembered too, unless nobody is left to write it down. */
  @Override
  public void close() {
    timer.shutdownNow();
    if (ingest.isAlive()) {
      recordWitnesses();
      attempt("remembering filesystems", memory::note);
    }
  }
}
