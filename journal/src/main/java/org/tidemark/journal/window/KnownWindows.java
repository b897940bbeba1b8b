package org.tidemark.journal.window;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.WindowRow;

/**
 * The windows that the journal knows; of those that have not ended also a lock for each, and when a
 * client was last heard of. Thread-safe.
 */
final class KnownWindows {
  private final LiveJournal journal;
  private final Clock clock;
  private final Map<Long, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<Long, Long> lastHeardMillis = new ConcurrentHashMap<>();

  KnownWindows(LiveJournal journal, Clock clock) {
    this.journal = journal;
    this.clock = clock;
  }

  List<WindowRow> all() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.windows();
    }
  }

  Optional<WindowRow> find(long window) throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      Optional<WindowRow> row = reader.window(window);
      // Asking for it is a sign of life: a client that copies for days does so now and then.
      row.filter(known -> known.state().isLive()).ifPresent(known -> heard(window));
      return row;
    }
  }

  WindowRow get(long window) throws TidemarkException {
    return find(window)
        .orElseThrow(
            () ->
                new TidemarkException(
                    ExitCode.FAILED, "there is no window " + window, "see: tidemark window show"));
  }

  /** A client gave a sign of life. */
  void heard(long window) {
    lastHeardMillis.put(window, clock.millis());
  }

  /** When something was last heard of it, from its client or by a change of its row. */
  long lastHeardMillis(WindowRow row) {
    return Math.max(row.changedMillis(), lastHeardMillis.getOrDefault(row.id(), 0L));
  }

  /** Something done under a window's lock. */
  interface Task<T> {
    T run() throws IOException, TidemarkException;
  }

  <T> T locked(long window, Task<T> task) throws TidemarkException {
    ReentrantLock lock = locks.computeIfAbsent(window, id -> new ReentrantLock());
    lock.lock();
    try {
      return task.run();
    } catch (IOException | UncheckedIOException e) {
      throw WindowFiles.error("work on window " + window, e);
    } finally {
      lock.unlock();
    }
  }

  /** Whoever still waits for the old lock finds the window ended. */
  void ended(long window) {
    locks.remove(window);
    lastHeardMillis.remove(window);
  }
}
