package org.tidemark.journal.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.config.FilesystemConfig;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.control.ControlServer;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.ingest.IngestSettings;
import org.tidemark.journal.ingest.Inheritance;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.links.LinkIndexer;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.reconcile.Reconciler;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.source.SourceSet;
import org.tidemark.journal.store.Soundness;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.walk.WalkPace;
import org.tidemark.journal.window.LocalWindowService;
import org.tidemark.journal.window.WindowService;
import org.tidemark.journal.window.WindowSettings;

/**
 * A running journal: built in order, closed in reverse. {@link #run} is the {@code daemon} command;
 * {@link #start} serves programs that hold one inside themselves, such as tests.
 */
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final Duration START_DEADLINE = Duration.ofMinutes(5);

  private final Deque<Closing> closing = new ArrayDeque<>();
  private final AtomicReference<Throwable> fatal = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Surroundings surroundings;

  /** Whether this life ends because the next one has to begin with a new journal. */
  private volatile boolean damaged;

  /** When every root was followed, as System.nanoTime() says it; the starting thread's. */
  private long recordingSince;

  /**
   * Whether all that was seen is in the journal; not while start gaps are open, since the next
   * start would begin its gap at the end of one that saw nothing.
   */
  @GuardedBy("this")
  private boolean complete;

  private interface Closing {
    void close() throws TidemarkException;
  }

  private Daemon(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Runs until SIGTERM or SIGINT, or until a part of it dies; the exit code. */
  public static int run(JournalConfig config) throws TidemarkException {
    ServiceManager manager = ServiceManager.ofThisProcess();
    AtomicReference<Daemon> current = new AtomicReference<>(startTimed(config, manager));
    Thread hook = new Thread(() -> stop(current.get(), manager), "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    Throwable why = current.get().awaitFatal();
    while (current.get().damaged) {
      LOG.error("the daemon begins anew: {}", why.getMessage());
      current.get().close();
      manager.forgetAll();
      current.set(startTimed(config, manager));
      why = current.get().awaitFatal();
    }
    if (why == null) {
      return ExitCode.DONE.number();
    }
    LOG.error("the daemon ends, since a part of it died", why);
    return ExitCode.FAILED.number();
  }

  private static void stop(Daemon daemon, ServiceManager manager) {
    manager.stopping();
    daemon.close();
  }

  private static Daemon startTimed(JournalConfig config, ServiceManager manager)
      throws TidemarkException {
    long begun = System.nanoTime();
    Daemon daemon = start(config, Surroundings.usual(new NativeKernel()).under(manager));
    long millis = TimeUnit.NANOSECONDS.toMillis(daemon.recordingSince - begun);
    LOG.info("tidemark is recording after {} ms; state {}", millis, config.state());
    manager.ready("recording since " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
    return daemon;
  }

  private Throwable awaitFatal() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    }
    return fatal.get();
  }

  /** Opens the state, follows every root, and answers on the control socket. */
  public static Daemon start(JournalConfig config) throws TidemarkException {
    return start(config, new NativeKernel());
  }

  /** As {@link #start(JournalConfig)}, on a kernel of the caller's. */
  public static Daemon start(JournalConfig config, Kernel kernel) throws TidemarkException {
    return start(config, Surroundings.usual(kernel));
  }

  static Daemon start(JournalConfig config, Surroundings surroundings) throws TidemarkException {
    Daemon daemon = new Daemon(surroundings);
    try {
      return daemon.built(config);
    } catch (TidemarkException e) {
      if (!daemon.damaged) {
        throw e;
      }
      LOG.error("the daemon begins anew: {}", e.getMessage());
      surroundings.manager().forgetAll();
      return new Daemon(surroundings).built(config);
    }
  }

  private Daemon built(JournalConfig config) throws TidemarkException {
    try {
      build(config);
      return this;
    } catch (TidemarkException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void build(JournalConfig config) throws TidemarkException {
    Kernel kernel = surroundings.kernel();
    ServiceManager manager = surroundings.manager();
    Map<Root, SourceChoice> choices = roots(config, kernel);
    List<Root> roots = List.copyOf(choices.keySet());
    Path run = runFolder(config);
    SqliteJournalStore store = SqliteJournalStore.open(config.state(), run);
    closing.push(() -> close(store));
    store.soundness().onDamage(this::damaged);
    Inheritance inheritance =
        Inheritance.of(kernel, store.journalId(), manager, manager.takePassed());
    closing.push(inheritance::close);
    Continuity continuity = new Continuity(store.start(), inheritance.refusal());
    StartGaps startGaps =
        new StartGaps(
            store.start(), store.replacesLost(), roots, identities(kernel, roots), continuity);
    startGaps.open(store);
    NestedMounts nested = new NestedMounts(kernel);
    Set<PathBytes> mounts = nested.remembered(store, roots).keySet();

    Ingest ingest = ingest(config, kernel, store, roots, inheritance);
    closing.push(ingest::close);
    Following following = new Following(kernel, ingest, store, choices, inheritance.marks());
    following.start(mounts, continuity.knownMillis(), START_DEADLINE);
    ingest.run(
        owned -> {
          nested.tellOthers(owned, startGaps.sortedByTime(), following.followed());
          return null;
        },
        START_DEADLINE);
    Memory memory = Memory.of(kernel, surroundings.clock(), ingest, following, store);
    memory.compare(store.start(), roots);
    ingest.run(
        owned -> {
          continuity.look(roots, following);
          startGaps.close(store);
          continuity.settle(store, following);
          following.onChange(
              () -> {
                continuity.note(store, following);
                nested.remember(store, ingest.roots(), following.followed());
              });
          ingest.beginVouching();
          return null;
        },
        START_DEADLINE);
    recording();
    inheritance.dropRest();
    WalkPace pace = new WalkPace(ingest.counters()::events, System::nanoTime);
    LinkIndexer links =
        new LinkIndexer(
            kernel, new IndexedLinks(ingest, store), config.linkCensus(), pace, Clock.systemUTC());
    closing.push(links::close);
    Reconciler reconciler =
        new Reconciler(
            kernel,
            ingest::roots,
            store.openReader(),
            new WalkWriter(ingest, memory.witnesses()),
            new Reconciler.Settings(config.reconcileThreads(), surroundings.marginNanos()),
            pace,
            links,
            memory::check);
    closing.push(reconciler::close);
    WindowService local =
        new LocalWindowService(
            kernel,
            new JournalRuntime(
                ingest,
                store,
                following,
                memory.lookBack(),
                store.soundness(),
                surroundings.flushDeadline()),
            config.state(),
            Clock.systemUTC(),
            new WindowSettings(
                Duration.ofMillis(config.windowExpiryMillis()),
                surroundings.flushDeadline(),
                surroundings.scanDeadline(),
                config.linkWalk()));
    WindowService windows =
        new ClientWindows(local, new ConsumerDefaults(config), List.of(reconciler, links));
    ControlServer server =
        ControlServer.start(
            config.state(),
            run,
            windows,
            new StatusView(ingest, store, following, links, reconciler, config.reconcile()));
    closing.push(server::close);
    closing.push(Watchdog.start(manager, ingest::isAlive)::close);
    Housekeeping housekeeping =
        new Housekeeping(ingest, following, memory, windows, config.retention());
    closing.push(housekeeping::close);
    housekeeping.start();
    if (config.reconcile()) {
      reconciler.start();
    }
    check(store.soundness());
    links.start();
  }

  private synchronized void recording() {
    recordingSince = System.nanoTime();
    complete = true;
  }

  private Ingest ingest(
      JournalConfig config,
      Kernel kernel,
      SqliteJournalStore store,
      List<Root> roots,
      Inheritance inheritance)
      throws TidemarkException {
    IngestSettings usual = IngestSettings.DEFAULT;
    IngestSettings settings =
        new IngestSettings(
            config.flushMillis() * 1_000_000L,
            config.pendingBytes(),
            (int) Math.min(config.ringBytes() & ~4095L, 1 << 30),
            usual.napMillis(),
            usual.kernelQueueLimit(),
            config.timeResets());
    try {
      return new Ingest(kernel, store, roots, settings, this::died, inheritance);
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.FAILED, "the ring could not be made: " + e.getMessage(), "", e);
    }
  }

  /** In the background: recording goes on meanwhile, windows wait. */
  private void check(Soundness soundness) {
    Thread checker = new Thread(soundness::check, "database-check");
    checker.setDaemon(true);
    checker.start();
  }

  private void damaged(String what) {
    damaged = true;
    died(new TidemarkException(ExitCode.STATE_UNUSABLE, "the database is damaged: " + what, ""));
  }

  private void died(Throwable why) {
    fatal.compareAndSet(null, why);
    ended.countDown();
  }

  /** A folder of this state's own below the run folder, so that several daemons do not meet. */
  private static Path runFolder(JournalConfig config) {
    byte[] state = realState(config).bytes();
    return config.run().resolve(UUID.nameUUIDFromBytes(state).toString());
  }

  private static Map<Root, SourceChoice> roots(JournalConfig config, Kernel kernel)
      throws TidemarkException {
    if (config.filesystems().isEmpty()) {
      throw new TidemarkException(
          ExitCode.CONFIGURATION,
          "nothing to watch",
          "give --watch PATH, or a [filesystem NAME] section with path= in the configuration");
    }
    Map<Root, SourceChoice> roots = new LinkedHashMap<>();
    for (FilesystemConfig filesystem : config.filesystems()) {
      // The state folder is excluded without being asked: its own writes must not feed the journal.
      Exclusions exclusions =
          Exclusions.of(filesystem.exclusions()).plus(List.of(realState(config).latin1()));
      roots.put(
          SourceSet.resolveRoot(kernel, filesystem.path(), filesystem.nested(), exclusions),
          filesystem.source());
    }
    return roots;
  }

  private static PathBytes realState(JournalConfig config) {
    return PathBytes.ofUtf8(withoutLinks(config.state().toAbsolutePath()).toString());
  }

  /** The real path, as far as it exists. */
  private static Path withoutLinks(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path parent = path.getParent();
      return parent == null ? path : withoutLinks(parent).resolve(path.getFileName());
    }
  }

  private static Map<PathBytes, RootIdentity> identities(Kernel kernel, List<Root> roots)
      throws TidemarkException {
    Map<PathBytes, RootIdentity> identities = new HashMap<>();
    for (Root root : roots) {
      identities.put(root.path(), identity(kernel, root));
    }
    return identities;
  }

  private static RootIdentity identity(Kernel kernel, Root root) throws TidemarkException {
    try {
      return RootIdentity.of(kernel, root.path());
    } catch (IOException e) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "the filesystem of " + root.path() + " cannot be identified: " + e.getMessage(),
          "",
          e);
    }
  }

  /** A journal that lacks something that was seen must not say that it was stopped cleanly. */
  private synchronized void close(SqliteJournalStore store) throws TidemarkException {
    if (complete && fatal.get() == null) {
      store.close();
    } else {
      store.closeUnclean();
    }
  }

  /** Ends everything in reverse order; what is queued is read and flushed first. */
  @Override
  public synchronized void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (TidemarkException e) {
        complete = false;
        LOG.error("closing: {}", e.forOperator());
      } catch (RuntimeException e) {
        complete = false;
        LOG.error("closing failed", e);
      }
    }
    ended.countDown();
  }
}
