package org.tidemark.journal.daemon;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Tells the service manager that the daemon is alive, as long as it is: one that hangs is ended and
 * started anew then, which loses nothing. A thread of its own, if the service manager wants it.
 */
final class Watchdog implements AutoCloseable {
  private final Optional<ScheduledExecutorService> timer;

  private Watchdog(Optional<ScheduledExecutorService> timer) {
    this.timer = timer;
  }

  /**
   * Says so twice within the time that the service manager waits, as sd_watchdog_enabled(3) asks.
   */
  static Watchdog start(ServiceManager manager, BooleanSupplier alive) {
    long period = manager.watchdogMicros() / 2;
    if (period == 0) {
      return new Watchdog(Optional.empty());
    }
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Watchdog::thread);
    var unused =
        timer.scheduleAtFixedRate(() -> tellIf(alive, manager), 0, period, TimeUnit.MICROSECONDS);
    return new Watchdog(Optional.of(timer));
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "watchdog");
    thread.setDaemon(true);
    return thread;
  }

  private static void tellIf(BooleanSupplier alive, ServiceManager manager) {
    if (alive.getAsBoolean()) {
      manager.alive();
    }
  }

  @Override
  public void close() {
    timer.ifPresent(ScheduledExecutorService::shutdownNow);
  }
}
