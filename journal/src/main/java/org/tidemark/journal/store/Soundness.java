package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database is what was written to it. Not known until {@link #check} has read it once;
 * damage that is met before or after that counts too. Thread-safe.
 */
public final class Soundness {
  private static final Logger LOG = LoggerFactory.getLogger(Soundness.class);

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PageCheck pages;
  private final Object reading = new Object();
  private volatile boolean stopped;
  private final Path marker;
  private final CompletableFuture<Boolean> checked = new CompletableFuture<>();
  private final CompletableFuture<String> damage = new CompletableFuture<>();

  /**
   * @param marker a file that makes the next opening set the database aside
   */
  Soundness(PageCheck pages, Path marker) {
    this.pages = pages;
    this.marker = marker;
  }

  /** Reads the whole database once: some seconds for some gigabytes. Any thread but the store's. */
  public void check() {
    synchronized (reading) {
      while (!stopped && !checked.isDone()) {
        checkOnce();
      }
    }
  }

  private void checkOnce() {
    long begun = System.nanoTime();
    try {
      pages.run().ifPresent(this::damaged);
      if (!stopped) {
        LOG.debug("the database was checked in {} ms", (System.nanoTime() - begun) / 1_000_000);
        boolean unused = checked.complete(true);
      }
    } catch (IOException e) {
      // A disk that does not answer may come back; until then no window is opened.
      LOG.error("the database cannot be read to check it: {}", e.getMessage());
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  /** Ends the check before the files are closed. */
  void stop() {
    stopped = true;
    pages.stop();
    synchronized (reading) {
      LOG.debug("the check of the database has ended at {} %", percent());
    }
  }

  /** True until the check is done. */
  public boolean isChecking() {
    return !checked.isDone();
  }

  /** How far the check is, of a hundred. */
  public int percent() {
    return pages.percent();
  }

  /** What is wrong, if something is. */
  public Optional<String> damage() {
    return Optional.ofNullable(damage.getNow(null));
  }

  /** Calls the listener once, on the thread that finds the damage, or at once if it is known. */
  public void onDamage(Consumer<String> listener) {
    var unused = damage.thenAccept(listener);
  }

  /**
   * Waits for the check.
   *
   * @throws StoreException if the database is damaged, or not yet checked within the deadline
   */
  public void await(Duration deadline) throws StoreException {
    try {
      boolean unused = checked.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException | ExecutionException e) {
      throw new StoreException(
          "the database is still being checked for damage: " + percent() + " %",
          "it is read once after each start; ask again, see: tidemark status",
          e);
    }
    if (damage.isDone()) {
      throw new StoreException(
          "the database is damaged: " + damage().orElseThrow(),
          "the daemon sets it aside and begins a new journal: every consumer needs a full backup",
          null);
    }
  }

  /** Damage was met: the database must not be believed any more, nor after the next opening. */
  void damaged(String what) {
    if (damage.complete(what)) {
      try {
        SetAside.mark(marker, what);
      } catch (IOException e) {
        LOG.error("that the database is damaged cannot be noted in {}: {}", marker, e.getMessage());
      }
    }
  }
}
