package org.tidemark.journal.window;

import java.io.IOException;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.store.WindowState;

/**
 * How windows end: committed, aborted or expired, each under its lock and with what becomes of its
 * files. Thread-safe.
 */
final class WindowOutcomes {
  private final LiveJournal journal;
  private final KnownWindows windows;
  private final WindowFiles files;

  WindowOutcomes(LiveJournal journal, KnownWindows windows, WindowFiles files) {
    this.journal = journal;
    this.windows = windows;
    this.files = files;
  }

  WindowRow commit(long window) throws TidemarkException {
    return windows.locked(
        window,
        () -> {
          WindowRow row = windows.get(window);
          if (row.state() != WindowState.COMMITTED) {
            checkCommit(row);
            journal.change(store -> store.commit(window));
            files.deleteList(window);
            windows.ended(window);
          }
          return windows.get(window);
        });
  }

  private void checkCommit(WindowRow row) throws TidemarkException {
    if (!row.state().isLive()) {
      throw WindowPlanner.refused(
          "window " + row.id() + " is " + said(row.state()) + " and cannot be committed",
          "its changes are in the next window");
    }
    if (row.state() == WindowState.OPEN) {
      throw WindowPlanner.refused(
          "window " + row.id() + " was never listed: a list that nobody read proves no backup",
          "abort it, or list it and back up what it lists");
    }
    long floor = journal.write(store -> store.floor());
    if (row.end() < floor) {
      throw WindowPlanner.refused(
          "window " + row.id() + " ends at " + row.end() + ", the journal begins at " + floor,
          "the next window of this consumer is a full");
    }
  }

  WindowRow abort(long window) throws TidemarkException {
    return windows.locked(window, () -> end(window, WindowState.ABORTED));
  }

  private WindowRow end(long window, WindowState state) throws IOException, TidemarkException {
    WindowRow row = windows.get(window);
    if (row.state() == WindowState.COMMITTED) {
      throw WindowPlanner.refused(
          "window " + window + " is committed and cannot be aborted",
          "to start over with a full: tidemark consumer forget " + row.consumer());
    }
    if (row.state().isLive()) {
      journal.change(store -> store.end(window, state));
      files.deleteAll(window, row.consumer());
      windows.ended(window);
    }
    return windows.get(window);
  }

  /** Ends the windows of which nothing was heard since that wall clock. */
  void expire(long oldestMillis) throws TidemarkException {
    for (WindowRow row : windows.all()) {
      long heard = windows.lastHeardMillis(row);
      if (row.state().isLive() && !awaitsItsProduct(row) && heard < oldestMillis) {
        windows.locked(row.id(), () -> end(row.id(), WindowState.EXPIRED));
      }
    }
  }

  /** The next job says whether this one was good, after a month perhaps. */
  private static boolean awaitsItsProduct(WindowRow row) {
    return row.state() == WindowState.LISTED && !row.key().isEmpty();
  }

  static String said(WindowState state) {
    return switch (state) {
      case OPEN -> "open";
      case LISTED -> "listed";
      case COMMITTED -> "committed";
      case ABORTED -> "aborted";
      case EXPIRED -> "expired";
    };
  }
}
