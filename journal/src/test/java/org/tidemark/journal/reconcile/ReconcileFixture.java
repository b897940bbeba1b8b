package org.tidemark.journal.reconcile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.walk.WalkPace;

/**
 * A journal and a tree with no source between them: gaps are opened and closed by the test. The
 * store's methods run on a thread of its own, as in the daemon. One thread.
 */
final class ReconcileFixture implements AutoCloseable {
  private static final ConsumerName CONSUMER = new ConsumerName("nightly");

  /** Times of files lag behind the clock by up to a tick, 10 ms at the longest. */
  static final long TICK_NANOS = 20_000_000;

  private final ScratchFilesystem filesystem;
  private final Path state;
  private final Path run;

  /** On another filesystem, with the same clock. */
  private final Path probe;

  private final ExecutorService owner = Executors.newSingleThreadExecutor();
  private SqliteJournalStore store;

  /** What the walk told as found. */
  final Set<PathBytes> found = ConcurrentHashMap.newKeySet();

  final ByteTree tree;
  boolean nested;

  /** Whether gaps can be filled with what was found, and not closed. */
  volatile boolean endRefused;

  Kernel kernel = new NativeKernel();
  long marginNanos = TICK_NANOS;
  WalkPace pace = WalkPace.FULL;
  final HaltedWalk others = new HaltedWalk();
  long base;

  /** One row: its path, its kind as {@code O}, {@code C} or {@code S}, and its reason. */
  record Row(PathBytes path, int bits, Reason reason) {
    boolean whole() {
      return ChangeBits.has(bits, ChangeBits.SUBTREE);
    }

    boolean contents() {
      return ChangeBits.has(bits, ChangeBits.CONTENTS);
    }

    @Override
    public String toString() {
      return (whole() ? "S " : contents() ? "C " : "O ") + path + " " + reason.text();
    }
  }

  ReconcileFixture(ScratchFilesystem.Kind kind, Path folder) throws TidemarkException {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    state = folder.resolve("state");
    run = folder.resolve("run");
    probe = folder.resolve("probe");
    store = SqliteJournalStore.open(state, run);
  }

  /** What is on the tree now is older than all that happens from now on, and backed up. */
  void backedUp() throws TidemarkException {
    settle();
    write(
        owned -> {
          if (owned.consumer(CONSUMER).isEmpty()) {
            owned.addConsumer(CONSUMER, List.of(), "");
          }
          long window =
              owned
                  .addWindow(
                      new JournalStore.NewWindow(
                          CONSUMER,
                          "",
                          Level.FULL,
                          Level.FULL,
                          0,
                          owned.lastSequence(),
                          false,
                          null,
                          null))
                  .id();
          owned.markListed(window, 1);
          owned.commit(window);
          base = owned.lastSequence();
        });
  }

  /** Waits until a name made now would be younger than all that was there, margin included. */
  private void settle() {
    long before = now();
    Eventually.await("a later time", () -> now() > before + 3 * TICK_NANOS);
  }

  private long now() {
    try {
      Files.writeString(probe, "x");
      return ((FileTime) Files.getAttribute(probe, "unix:ctime")).to(TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A gap around what the work does. */
  void gap(String path, Runnable work) throws TidemarkException {
    gap(path, Reason.DAEMON_DOWN, System.currentTimeMillis(), work);
  }

  void gap(String path, Reason reason, long beginMillis, Runnable work) throws TidemarkException {
    PathBytes place = path.isEmpty() ? tree.top() : tree.path(path);
    write(owned -> owned.openGap(place, reason, beginMillis));
    work.run();
    write(owned -> owned.closeGap(place, reason));
  }

  List<Gap> gaps() throws StoreException {
    try (JournalReader reader = store.openReader()) {
      return reader.gapsAfter(0);
    }
  }

  void write(JournalWriter.Task task) throws TidemarkException {
    try {
      owner
          .submit(
              () -> {
                task.run(endRefused ? withoutEnd(store) : store);
                return true;
              })
          .get();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TidemarkException expected) {
        throw expected;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private final class Writer implements JournalWriter {
    @Override
    public void write(Task task) throws TidemarkException {
      ReconcileFixture.this.write(task);
    }

    @Override
    public void found(List<PathBytes> names) {
      found.addAll(names);
    }
  }

  Reconciler start() throws StoreException {
    Root root = new Root(tree.top(), tree.top(), nested, Exclusions.NONE);
    Reconciler reconciler =
        new Reconciler(
            kernel,
            () -> List.of(root),
            store.openReader(),
            new Writer(),
            new Reconciler.Settings(2, marginNanos),
            pace,
            others,
            () -> {});
    reconciler.start();
    return reconciler;
  }

  ReconcileStatus status(Reconciler reconciler) {
    try (JournalReader reader = store.openReader()) {
      return reconciler.status(reader);
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reconciles all that can be. */
  List<Row> reconcile() throws TidemarkException {
    try (Reconciler reconciler = start()) {
      Eventually.await("an end of reconciling", () -> status(reconciler).waiting() == 0);
    }
    return rows();
  }

  /** What was recorded since the backup, in tree order. */
  List<Row> rows() throws StoreException {
    List<Row> rows = new ArrayList<>();
    try (JournalReader reader = store.openReader()) {
      reader.changesAfter(
          base,
          (directory, name, sequence, bits, created, subtree, contents, reason, handle) ->
              rows.add(new Row(directory.child(name), bits, reason)));
    }
    return rows;
  }

  List<String> lines(List<Row> rows) {
    return rows.stream()
        .map(Row::toString)
        .map(line -> line.replace(tree.top() + "/", "").replace(tree.top().toString(), "."))
        .toList();
  }

  private static JournalStore withoutEnd(JournalStore real) {
    return (JournalStore)
        Proxy.newProxyInstance(
            JournalStore.class.getClassLoader(),
            new Class<?>[] {JournalStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("endReconcile")) {
                throw new StoreException("refused", "", new IOException());
              }
              return method.invoke(real, arguments);
            });
  }

  /** As after a daemon that died. */
  void restartUnclean() throws TidemarkException {
    write(dying -> store.closeUnclean());
    store = SqliteJournalStore.open(state, run);
  }

  /** As after a restart of the daemon. */
  void restart() throws TidemarkException {
    write(JournalStore::close);
    store = SqliteJournalStore.open(state, run);
  }

  @Override
  public void close() throws TidemarkException {
    write(JournalStore::close);
    owner.shutdown();
    filesystem.close();
  }
}
