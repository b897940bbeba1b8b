package org.tidemark.journal.window;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.WindowRow;

/** Which names of a window's list get a change time of now, and since when. Thread-safe. */
final class ListRefresh {
  /** A window is opened a moment after its end is fixed; as long as a flush may take. */
  private static final long BEFORE_OPENED_MILLIS = 60_000;

  /** The kernel sets the time of a change first and queues its event then. */
  private static final long EVENT_DELAY_MILLIS = 1000;

  private final Kernel kernel;
  private final LiveJournal journal;
  private final KnownWindows windows;
  private final Duration flushDeadline;

  ListRefresh(Kernel kernel, LiveJournal journal, KnownWindows windows, Duration flushDeadline) {
    this.kernel = kernel;
    this.journal = journal;
    this.windows = windows;
    this.flushDeadline = flushDeadline;
  }

  /** What changed before that was in the backup that the window builds on. */
  long afterMillis(WindowRow row) throws TidemarkException {
    return openedMillisOfBase(row) - BEFORE_OPENED_MILLIS;
  }

  /** As far as it is still known; else so early that nothing counts as unchanged. */
  private long openedMillisOfBase(WindowRow window) throws TidemarkException {
    return windows.all().stream()
        .filter(row -> row.consumer().equals(window.consumer()) && row.end() == window.base())
        .mapToLong(WindowRow::openedMillis)
        .min()
        .orElse(0);
  }

  /**
   * @param after see {@link TimeRefresh}
   */
  RefreshResult run(WindowRow row, Path list, long after, long beforeMillis)
      throws TidemarkException {
    // Not our own clock: change times are the kernel's.
    long recorded = System.currentTimeMillis() - EVENT_DELAY_MILLIS;
    long unused = journal.flush(flushDeadline);
    try (StoredListReader reader = new StoredListReader(Files.newInputStream(list));
        TimeRefresh refresh =
            new TimeRefresh(
                kernel, journal, journal.roots(), after, beforeMillis, recorded, wholeFor(row))) {
      return refresh.run(reader);
    } catch (IOException e) {
      throw WindowFiles.error("refresh times for window " + row.id(), e);
    }
  }

  /** Places of gaps in which times prove nothing; a list may name a gap around them only. */
  private Set<PathBytes> wholeFor(WindowRow window) throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.gapsAfter(window.base()).stream()
          .filter(gap -> !isByTime(gap.path(), gap.reason()))
          .map(Gap::path)
          .collect(Collectors.toSet());
    }
  }

  private boolean isByTime(PathBytes path, Reason reason) {
    return journal.roots().stream().anyMatch(root -> root.path().equals(path))
        ? reason.isReconcilableByTime()
        : reason.isReconcilableBelowRoot();
  }
}
