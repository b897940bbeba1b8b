package org.tidemark.journal.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tidemark.journal.model.BuiltOn;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ConsumerRow;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.WindowRow;
import org.tidemark.journal.store.WindowState;

/**
 * Decides what a window covers and where it begins. Stateless; the store's methods run on its
 * owner's thread.
 */
final class WindowPlanner {
  private static final Set<WindowState> LISTED_OR_COMMITTED =
      Set.of(WindowState.LISTED, WindowState.COMMITTED);

  private WindowPlanner() {}

  /**
   * A window just added, or the one that its key already had.
   *
   * @param notes why its level is not the one asked for
   */
  record Planned(WindowRow window, boolean made, List<String> notes) {}

  /** Requests that must not become a window. */
  static void check(OpenRequest request) throws TidemarkException {
    if ((request.presentFrom() == null) != (request.presentTo() == null)) {
      throw new TidemarkException(ExitCode.USAGE, "present-as needs both FROM and TO", "");
    }
    if (request.presentFrom() != null && !request.snapshot()) {
      throw refused(
          "present-as without snapshot: a snapshot taken before the window was opened lacks what"
              + " changed since then",
          "open with --snapshot, then take the snapshot, then list");
    }
  }

  /**
   * The paths in the form that rows have: a configured path may lead through symbolic links.
   *
   * @throws TidemarkException if one lies outside every root
   */
  static List<PathBytes> paths(List<Root> roots, List<PathBytes> asked) throws TidemarkException {
    List<PathBytes> out = new ArrayList<>();
    for (PathBytes path : asked) {
      PathBytes real = path;
      for (Root root : roots) {
        if (path.isUnder(root.configured()) && !path.isUnder(root.path())) {
          real = path.rebase(root.configured(), root.path());
        }
      }
      if (ListScope.rootOf(roots, real) == null) {
        throw refused(
            path + " is not watched",
            "watched are " + roots.stream().map(root -> root.path().toString()).toList());
      }
      out.add(real);
    }
    return out;
  }

  /** The given paths, or all roots. */
  static List<PathBytes> effective(List<Root> roots, List<PathBytes> paths) {
    return paths.isEmpty() ? roots.stream().map(Root::path).toList() : paths;
  }

  /** Runs on the store's thread: nothing else opens windows between its steps. */
  static Planned open(JournalStore store, OpenRequest request, List<Root> roots, long flushed)
      throws TidemarkException {
    List<PathBytes> paths = paths(roots, request.paths());
    Optional<ConsumerRow> known = store.consumer(request.consumer());
    if (known.isPresent()) {
      checkSame(known.get(), request, paths, roots);
    }
    Optional<WindowRow> same = sameKey(store, request);
    if (same.isPresent()) {
      return new Planned(same.get(), false, List.of());
    }
    ConsumerRow consumer =
        known.isPresent()
            ? known.get()
            : store.addConsumer(request.consumer(), paths, request.destination());
    return add(store, request, consumer, Math.max(flushed, store.floor()));
  }

  /** The window that this key has, unless it came to nothing. */
  static Optional<WindowRow> sameKey(JournalStore store, OpenRequest request)
      throws TidemarkException {
    return request.key().isEmpty()
        ? Optional.empty()
        : store
            .windowByKey(request.consumer(), request.key())
            .filter(row -> row.state().isLive() || row.state() == WindowState.COMMITTED);
  }

  /** A base says nothing of other paths, nor of another destination. */
  private static void checkSame(
      ConsumerRow consumer, OpenRequest request, List<PathBytes> paths, List<Root> roots)
      throws TidemarkException {
    List<PathBytes> before = effective(roots, consumer.paths()).stream().sorted().toList();
    List<PathBytes> now = effective(roots, paths).stream().sorted().toList();
    if (!request.paths().isEmpty() && !before.equals(now)) {
      throw refused(
          "consumer " + consumer.name() + " covers " + before + ", not " + now, forget(consumer));
    }
    if (!request.destination().equals(consumer.destination())) {
      throw refused(
          "consumer "
              + consumer.name()
              + " writes to '"
              + consumer.destination()
              + "', not to '"
              + request.destination()
              + "'",
          forget(consumer));
    }
  }

  private static String forget(ConsumerRow consumer) {
    return "use another consumer, or start over with a full: tidemark consumer forget "
        + consumer.name();
  }

  private static Planned add(
      JournalStore store, OpenRequest request, ConsumerRow consumer, long end)
      throws TidemarkException {
    OptionalLong base = base(store, request, consumer);
    String whyFull = request.level() == Level.FULL ? "" : whyFull(consumer, base, store.floor());
    boolean full = request.level() == Level.FULL || !whyFull.isEmpty();
    WindowRow window =
        store.addWindow(
            new JournalStore.NewWindow(
                consumer.name(),
                request.key(),
                request.level(),
                full ? Level.FULL : request.level(),
                full ? 0 : base.getAsLong(),
                end,
                request.snapshot(),
                request.presentFrom(),
                request.presentTo()));
    return new Planned(window, true, whyFull.isEmpty() ? List.of() : List.of(whyFull));
  }

  private static OptionalLong base(JournalStore store, OpenRequest request, ConsumerRow consumer)
      throws TidemarkException {
    if (request.builtOn().isNothing()) {
      return request.level() == Level.CUMULATIVE ? consumer.fullBase() : consumer.incrementalBase();
    }
    Optional<WindowRow> named = builtOn(store, request);
    return named.isPresent() ? OptionalLong.of(named.get().end()) : OptionalLong.empty();
  }

  /** The window whose end is the base; confirmed before, or by being named now. */
  static Optional<WindowRow> builtOn(JournalStore store, OpenRequest request)
      throws TidemarkException {
    BuiltOn wanted = request.builtOn();
    if (wanted.isNothing()) {
      return Optional.empty();
    }
    if (wanted.key().isEmpty()) {
      return store.keyedNotAfter(request.consumer(), wanted.notAfterMillis()).stream()
          .filter(row -> LISTED_OR_COMMITTED.contains(row.state()))
          .findFirst();
    }
    Optional<WindowRow> named =
        store
            .windowByKey(request.consumer(), wanted.key())
            .filter(row -> LISTED_OR_COMMITTED.contains(row.state()));
    return named.isPresent() ? named : heldByUnknown(store, request);
  }

  /**
   * The newest confirmed window that a job of which only the name is known holds for sure. An
   * incremental names the newest backup there is, with all confirmed ones in it. A full that the
   * product made out of earlier jobs may have left its newest ones out, and a cumulative list
   * stands for them: only the full that it began with is in it for sure.
   */
  private static Optional<WindowRow> heldByUnknown(JournalStore store, OpenRequest request)
      throws TidemarkException {
    boolean onlyFulls = request.level() == Level.CUMULATIVE;
    return store.keyedNotAfter(request.consumer(), request.builtOn().notAfterMillis()).stream()
        .filter(row -> row.state() == WindowState.COMMITTED)
        .filter(row -> !onlyFulls || row.asked() == Level.FULL)
        .findFirst();
  }

  private static String whyFull(ConsumerRow consumer, OptionalLong base, long floor) {
    if (base.isEmpty()) {
      return "this is a full: no backup of this consumer was committed yet";
    }
    if (consumer.stale() || base.getAsLong() < floor) {
      return "this is a full: the journal no longer has all that changed since position "
          + base.getAsLong();
    }
    return "";
  }

  static TidemarkException refused(String message, String hint) {
    return new TidemarkException(ExitCode.REFUSED, message, hint);
  }
}
