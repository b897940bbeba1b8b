package org.tidemark.journal.window;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.store.WindowState;

/**
 * Windows inside the daemon. Thread-safe: the store is touched on its own thread only; what belongs
 * to one window (its list, its end) is done under that window's lock.
 */
public final class LocalWindowService implements WindowService {
  private final LiveJournal journal;
  private final Clock clock;
  private final WindowSettings settings;
  private final WindowFiles files;
  private final ListFile lists;
  private final WindowLists windowLists;
  private final MappedRecord mapped;
  private final KnownWindows windows;
  private final WindowOutcomes outcomes;
  private final ListRefresh refreshes;

  /**
   * @param state the state folder; excluded from every root by whoever made the roots
   * @throws TidemarkException if the folder for lists cannot be made
   */
  public LocalWindowService(
      Kernel kernel, LiveJournal journal, Path state, Clock clock, WindowSettings settings)
      throws TidemarkException {
    this.journal = journal;
    this.clock = clock;
    this.settings = settings;
    try {
      files = new WindowFiles(state);
    } catch (IOException e) {
      throw WindowFiles.error("prepare " + state.resolve("windows"), e);
    }
    OtherNames otherNames =
        new OtherNames(
            kernel, settings.linkWalk(), batch -> journal.change(store -> store.writeLinks(batch)));
    lists = new ListFile(kernel, files.folder(), otherNames);
    windowLists = new WindowLists(journal, clock, files, lists);
    mapped = new MappedRecord(kernel, journal, settings.scanDeadline());
    windows = new KnownWindows(journal, clock);
    outcomes = new WindowOutcomes(journal, windows, files);
    refreshes = new ListRefresh(kernel, journal, windows, settings.flushDeadline());
  }

  @Override
  public WindowRow open(OpenRequest request) throws TidemarkException {
    WindowPlanner.check(request);
    List<Root> roots = journal.roots();
    confirm(request);
    List<String> notes = new ArrayList<>();
    OpenTimes times = new OpenTimes();
    long flushed = 0;
    if (journal.write(store -> WindowPlanner.sameKey(store, request)).isEmpty()) {
      flushed = journal.flush(settings.flushDeadline());
      times.flushed();
      notes.addAll(mapped.write(roots, times));
    }
    long end = flushed;
    WindowPlanner.Planned planned =
        journal.write(store -> WindowPlanner.open(store, request, roots, end));
    WindowRow window = planned.window();
    windows.heard(window.id());
    if (planned.made()) {
      times.planned();
      notes.addAll(0, planned.notes());
      prepare(window, notes);
      times.log(window);
    }
    return window;
  }

  /**
   * The product names the job that it builds on: that one was good, and what was opened before it
   * and never named came to nothing. History that is forgotten cannot be confirmed any more.
   */
  private void confirm(OpenRequest request) throws TidemarkException {
    Optional<WindowRow> named =
        journal.write(
            store ->
                WindowPlanner.builtOn(store, request).filter(row -> row.end() >= store.floor()));
    if (named.isPresent() && named.get().state() == WindowState.LISTED) {
      long confirmed = named.get().id();
      commit(confirmed);
      for (WindowRow row : windows()) {
        boolean superseded = row.consumer().equals(request.consumer()) && row.id() < confirmed;
        if (superseded && row.state().isLive() && !row.key().isEmpty()) {
          abort(row.id());
        }
      }
    }
  }

  /** A window whose list cannot be made must not stay. */
  private void prepare(WindowRow window, List<String> notes) throws TidemarkException {
    try {
      // A database that is lost, or an old copy, may have given this id to another window.
      files.deleteList(window.id());
      files.writeNotes(window.id(), notes);
      if (!window.snapshot()) {
        windows.locked(window.id(), () -> windowLists.made(window));
      }
    } catch (IOException e) {
      abandon(window.id(), e);
      throw WindowFiles.error("open window " + window.id(), e);
    } catch (TidemarkException | RuntimeException e) {
      abandon(window.id(), e);
      throw e;
    }
  }

  private void abandon(long window, Exception cause) {
    try {
      abort(window);
    } catch (TidemarkException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public Path list(long window) throws TidemarkException {
    windows.heard(window);
    return windows.locked(
        window,
        () -> {
          WindowRow row = windows.get(window);
          if (!row.state().isLive()) {
            throw WindowPlanner.refused(
                "window "
                    + window
                    + " is "
                    + WindowOutcomes.said(row.state())
                    + ": its list is gone",
                "open a new window");
          }
          Path list = windowLists.made(row);
          if (row.state() == WindowState.OPEN) {
            long entries = WindowFiles.entries(list);
            journal.change(store -> store.markListed(window, entries));
          }
          return list;
        });
  }

  @Override
  public RefreshResult refresh(long window, long beforeMillis) throws TidemarkException {
    WindowRow row = windows.get(window);
    if (row.snapshot()) {
      throw WindowPlanner.refused(
          "window " + window + " is read from a snapshot, in which nothing can be refreshed", "");
    }
    return refresh(row, refreshes.afterMillis(row), beforeMillis);
  }

  /**
   * @param after see {@link TimeRefresh}
   */
  RefreshResult refresh(WindowRow row, long after, long beforeMillis) throws TidemarkException {
    return refreshes.run(row, list(row.id()), after, beforeMillis);
  }

  @Override
  public WindowRow commit(long window) throws TidemarkException {
    return outcomes.commit(window);
  }

  @Override
  public WindowRow abort(long window) throws TidemarkException {
    return outcomes.abort(window);
  }

  @Override
  public Path changes(List<PathBytes> paths, long after) throws TidemarkException {
    List<Root> roots = journal.roots();
    List<PathBytes> wanted = WindowPlanner.effective(roots, WindowPlanner.paths(roots, paths));
    long end = journal.flush(settings.flushDeadline());
    checkPosition(after, end);
    ListScope scope = new ListScope(roots, wanted, after, Presentation.AS_IS);
    Position from = new Position(windowLists.journalId(), after);
    Position to = new Position(from.journalId(), end);
    Level level = Level.INCREMENTAL;
    ListHeader header =
        new ListHeader(0, "", level, level, from, to, scope.paths(), List.of(), clock.millis());
    try {
      Path place = files.looseList();
      lists.write(scope, header, journal::openReader, place, null);
      return place;
    } catch (IOException | UncheckedIOException e) {
      throw WindowFiles.error("list changes", e);
    }
  }

  private void checkPosition(long after, long end) throws TidemarkException {
    long floor = journal.write(store -> store.floor());
    if (after < floor || after > end) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "position " + after + " is not in the journal, which goes from " + floor + " to " + end,
          "ask for changes since " + floor + " or later");
    }
  }

  @Override
  public Optional<WindowRow> show(long window) throws TidemarkException {
    return windows.find(window);
  }

  @Override
  public List<WindowRow> windows() throws TidemarkException {
    return windows.all();
  }

  @Override
  public List<ConsumerRow> consumers() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.consumers();
    }
  }

  /** Manifests of committed windows stay: backups that need them exist. */
  @Override
  public boolean forget(ConsumerName consumer) throws TidemarkException {
    for (WindowRow row : windows()) {
      if (row.consumer().equals(consumer) && row.state().isLive()) {
        abort(row.id());
      }
    }
    return journal.write(store -> store.forgetConsumer(consumer));
  }

  @Override
  public void expire(long nowMillis) throws TidemarkException {
    outcomes.expire(nowMillis - settings.expiry().toMillis());
  }
}
