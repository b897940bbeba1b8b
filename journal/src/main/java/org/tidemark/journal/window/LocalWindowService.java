package org.tidemark.journal.window;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.store.WindowState;

/**
 * Windows inside the daemon. Thread-safe: the store is touched on its own thread only; what belongs
 * to one window (its list, its end) is done under that window's lock.
 */
public final class LocalWindowService implements WindowService {
  /** A window is opened a moment after its end is fixed; as long as a flush may take. */
  private static final long BEFORE_OPENED_MILLIS = 60_000;

  /** The kernel sets the time of a change first and queues its event then. */
  private static final long EVENT_DELAY_MILLIS = 1000;

  private final Kernel kernel;
  private final LiveJournal journal;
  private final Clock clock;
  private final WindowSettings settings;
  private final WindowFiles files;
  private final ListFile lists;
  private final WindowLists windowLists;
  private final MappedRecord mapped;
  private final Map<Long, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<Long, Long> lastHeardMillis = new ConcurrentHashMap<>();

  /**
   * @param state the state folder; excluded from every root by whoever made the roots
   * @throws TidemarkException if the folder for lists cannot be made
   */
  public LocalWindowService(
      Kernel kernel, LiveJournal journal, Path state, Clock clock, WindowSettings settings)
      throws TidemarkException {
    this.kernel = kernel;
    this.journal = journal;
    this.clock = clock;
    this.settings = settings;
    try {
      files = new WindowFiles(state);
    } catch (IOException e) {
      throw stateError("prepare " + state.resolve("windows"), e);
    }
    OtherNames otherNames =
        new OtherNames(
            kernel, settings.linkWalk(), batch -> write(store -> store.writeLinks(batch)));
    lists = new ListFile(kernel, files.folder(), otherNames);
    windowLists = new WindowLists(journal, clock, files, lists);
    mapped = new MappedRecord(kernel, journal, settings.scanDeadline());
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
    lastHeardMillis.put(window.id(), clock.millis());
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
        locked(window.id(), () -> windowLists.made(window));
      }
    } catch (IOException e) {
      abandon(window.id(), e);
      throw stateError("open window " + window.id(), e);
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
    lastHeardMillis.put(window, clock.millis());
    return locked(
        window,
        () -> {
          WindowRow row = known(window);
          if (!row.state().isLive()) {
            throw WindowPlanner.refused(
                "window " + window + " is " + said(row.state()) + ": its list is gone",
                "open a new window");
          }
          Path list = windowLists.made(row);
          if (row.state() == WindowState.OPEN) {
            long entries = WindowFiles.entries(list);
            write(store -> store.markListed(window, entries));
          }
          return list;
        });
  }

  @Override
  public RefreshResult refresh(long window, long beforeMillis) throws TidemarkException {
    WindowRow row = known(window);
    if (row.snapshot()) {
      throw WindowPlanner.refused(
          "window " + window + " is read from a snapshot, in which nothing can be refreshed", "");
    }
    return refresh(row, openedMillisOfBase(row) - BEFORE_OPENED_MILLIS, beforeMillis);
  }

  /**
   * @param after see {@link TimeRefresh}
   */
  RefreshResult refresh(WindowRow row, long after, long beforeMillis) throws TidemarkException {
    Path list = list(row.id());
    // Not our own clock: change times are the kernel's.
    long recorded = System.currentTimeMillis() - EVENT_DELAY_MILLIS;
    long unused = journal.flush(settings.flushDeadline());
    try (StoredListReader reader = new StoredListReader(Files.newInputStream(list));
        TimeRefresh refresh =
            new TimeRefresh(
                kernel, journal, journal.roots(), after, beforeMillis, recorded, wholeFor(row))) {
      return refresh.run(reader);
    } catch (IOException e) {
      throw stateError("refresh times for window " + row.id(), e);
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

  /** As far as it is still known; else so early that nothing counts as unchanged. */
  private long openedMillisOfBase(WindowRow window) throws TidemarkException {
    return windows().stream()
        .filter(row -> row.consumer().equals(window.consumer()) && row.end() == window.base())
        .mapToLong(WindowRow::openedMillis)
        .min()
        .orElse(0);
  }

  @Override
  public WindowRow commit(long window) throws TidemarkException {
    return locked(
        window,
        () -> {
          WindowRow row = known(window);
          if (row.state() != WindowState.COMMITTED) {
            checkCommit(row);
            write(store -> store.commit(window));
            files.deleteList(window);
            forgetLock(window);
          }
          return known(window);
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

  @Override
  public WindowRow abort(long window) throws TidemarkException {
    return locked(window, () -> end(window, WindowState.ABORTED));
  }

  private WindowRow end(long window, WindowState state) throws IOException, TidemarkException {
    WindowRow row = known(window);
    if (row.state() == WindowState.COMMITTED) {
      throw WindowPlanner.refused(
          "window " + window + " is committed and cannot be aborted",
          "to start over with a full: tidemark consumer forget " + row.consumer());
    }
    if (row.state().isLive()) {
      write(store -> store.end(window, state));
      files.deleteAll(window, row.consumer());
      forgetLock(window);
    }
    return known(window);
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
      throw stateError("list changes", e);
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
    try (JournalReader reader = journal.openReader()) {
      Optional<WindowRow> row = reader.window(window);
      // Asking for it is a sign of life: a client that copies for days does so now and then.
      row.filter(known -> known.state().isLive())
          .ifPresent(known -> lastHeardMillis.put(window, clock.millis()));
      return row;
    }
  }

  @Override
  public List<WindowRow> windows() throws TidemarkException {
    try (JournalReader reader = journal.openReader()) {
      return reader.windows();
    }
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
    long oldest = nowMillis - settings.expiry().toMillis();
    for (WindowRow row : windows()) {
      long heard = Math.max(row.changedMillis(), lastHeardMillis.getOrDefault(row.id(), 0L));
      if (row.state().isLive() && !awaitsItsProduct(row) && heard < oldest) {
        locked(row.id(), () -> end(row.id(), WindowState.EXPIRED));
      }
    }
  }

  /** The next job says whether this one was good, after a month perhaps. */
  private static boolean awaitsItsProduct(WindowRow row) {
    return row.state() == WindowState.LISTED && !row.key().isEmpty();
  }

  private WindowRow known(long window) throws TidemarkException {
    return show(window)
        .orElseThrow(
            () ->
                new TidemarkException(
                    ExitCode.FAILED, "there is no window " + window, "see: tidemark window show"));
  }

  private static String said(WindowState state) {
    return switch (state) {
      case OPEN -> "open";
      case LISTED -> "listed";
      case COMMITTED -> "committed";
      case ABORTED -> "aborted";
      case EXPIRED -> "expired";
    };
  }

  /** A change of the store that gives nothing back. */
  private interface StoreChange {
    void run(JournalStore store) throws TidemarkException;
  }

  private void write(StoreChange change) throws TidemarkException {
    boolean unused =
        journal.write(
            store -> {
              change.run(store);
              return true;
            });
  }

  /** Something done under a window's lock. */
  private interface Task<T> {
    T run() throws IOException, TidemarkException;
  }

  private <T> T locked(long window, Task<T> task) throws TidemarkException {
    ReentrantLock lock = locks.computeIfAbsent(window, id -> new ReentrantLock());
    lock.lock();
    try {
      return task.run();
    } catch (IOException | UncheckedIOException e) {
      throw stateError("work on window " + window, e);
    } finally {
      lock.unlock();
    }
  }

  /** Whoever still waits for the old lock finds the window ended. */
  private void forgetLock(long window) {
    locks.remove(window);
    lastHeardMillis.remove(window);
  }

  private static TidemarkException stateError(String operation, Exception cause) {
    return new TidemarkException(
        ExitCode.STATE_UNUSABLE,
        "cannot " + operation + ": " + cause.getMessage(),
        "see that the state folder is writable and has room",
        cause);
  }
}
