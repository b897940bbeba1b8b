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
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.source.SourceSet;
import org.tidemark.journal.store.Soundness;
import org.tidemark.journal.store.SqliteJournalStore;
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
  private final Duration deadline;

  /** Whether this life ends because the next one has to begin with a new journal. */
  private volatile boolean damaged;

  /** When every root was followed, as System.nanoTime() says it; the starting thread's. */
  private long recordingSince;

  /** Whether all that was seen is in the journal; guarded by this. */
  @GuardedBy("this")
  private boolean complete = true;

  private interface Closing {
    void close() throws TidemarkException;
  }

  private Daemon(Duration deadline) {
    this.deadline = deadline;
  }

  /** Runs until SIGTERM or SIGINT, or until a part of it dies; the exit code. */
  public static int run(JournalConfig config) throws TidemarkException {
    ServiceManager manager = ServiceManager.ofThisProcess();
    AtomicReference<Daemon> current = new AtomicReference<>(startTimed(config, manager));
    Thread hook = new Thread(() -> current.get().stop(manager), "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    manager.ready("recording since " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
    Throwable why = current.get().awaitFatal();
    while (current.get().damaged) {
      LOG.error("the daemon begins anew: {}", why.getMessage());
      current.get().close();
      current.set(startTimed(config, manager));
      why = current.get().awaitFatal();
    }
    if (why == null) {
      return ExitCode.DONE.number();
    }
    LOG.error("the daemon ends, since a part of it died", why);
    return ExitCode.FAILED.number();
  }

  private static Daemon startTimed(JournalConfig config, ServiceManager manager)
      throws TidemarkException {
    long begun = System.nanoTime();
    Duration deadline = WindowSettings.DEFAULT.flushDeadline();
    Daemon daemon =
        start(config, new NativeKernel(), BootClock.ofThisMachine(), manager, deadline);
    long millis = TimeUnit.NANOSECONDS.toMillis(daemon.recordingSince - begun);
    LOG.info("tidemark is recording after {} ms; state {}", millis, config.state());
    return daemon;
  }

  private void stop(ServiceManager manager) {
    manager.stopping();
    close();
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
    return start(config, kernel, BootClock.ofThisMachine());
  }

  static Daemon start(JournalConfig config, Kernel kernel, BootClock clock)
      throws TidemarkException {
    return start(config, kernel, clock, WindowSettings.DEFAULT.flushDeadline());
  }

  /**
   * As {@link #start(JournalConfig, Kernel)}.
   *
   * @param deadline how long a client waits for the state disk
   */
  static Daemon start(JournalConfig config, Kernel kernel, BootClock clock, Duration deadline)
      throws TidemarkException {
    return start(config, kernel, clock, ServiceManager.none(), deadline);
  }

  private static Daemon start(
      JournalConfig config,
      Kernel kernel,
      BootClock clock,
      ServiceManager manager,
      Duration deadline)
      throws TidemarkException {
    Daemon daemon = new Daemon(deadline);
    try {
      return daemon.built(config, kernel, clock, manager);
    } catch (TidemarkException e) {
      if (!daemon.damaged) {
        throw e;
      }
      LOG.error("the daemon begins anew: {}", e.getMessage());
      return new Daemon(deadline).built(config, kernel, clock, manager);
    }
  }

  private Daemon built(
      JournalConfig config, Kernel kernel, BootClock clock, ServiceManager manager)
      throws TidemarkException {
    try {
      build(config, kernel, clock, manager);
      return this;
    } catch (TidemarkException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void build(
      JournalConfig config, Kernel kernel, BootClock bootClock, ServiceManager manager)
      throws TidemarkException {
    Map<Root, SourceChoice> choices = roots(config, kernel);
    List<Root> roots = List.copyOf(choices.keySet());
    Path run = runFolder(config);
    SqliteJournalStore store = SqliteJournalStore.open(config.state(), run);
    closing.push(() -> close(store));
    store.soundness().onDamage(this::damaged);
    Inheritance inheritance =
        Inheritance.of(kernel, store.journalId(), manager, manager.takePassed());
    Continuity continuity = new Continuity(store.start(), inheritance.refusal());
    StartGaps startGaps =
        new StartGaps(
            store.start(),
            store.replacesLost(),
            roots,
            identities(kernel, roots),
            continuity);
    startGaps.open(store);

    Ingest ingest = ingest(config, kernel, store, roots, inheritance);
    closing.push(ingest::close);
    Following following = new Following(kernel, ingest, store, choices, inheritance.marks());
    following.start(START_DEADLINE);
    Witnesses witnesses = new Witnesses(kernel, ingest, following);
    ClockWatch clock = new ClockWatch(bootClock, ingest, store);
    clock.atStart(store.start(), roots);
    LookBack lookBack = new LookBack(kernel, ingest, following);
    lookBack.atStart(store.start().lastWallMillis(), store.start().sameBoot());
    ingest.run(
        owned -> {
          continuity.look(roots, following);
          startGaps.close(store);
          continuity.settle(store, following);
          following.onChange(() -> continuity.note(store, following));
          return null;
        },
        START_DEADLINE);
    recordingSince = System.nanoTime();
    inheritance.dropRest();

    LinkIndexer links =
        new LinkIndexer(kernel, new IndexedLinks(ingest, store), config.linkCensus());
    closing.push(links::close);
    WindowService local =
        new LocalWindowService(
            kernel,
            new JournalRuntime(ingest, store, following, lookBack, store.soundness(), deadline),
            config.state(),
            Clock.systemUTC(),
            new WindowSettings(
                Duration.ofMillis(config.windowExpiryMillis()),
                deadline,
                WindowSettings.DEFAULT.scanDeadline(),
                config.linkWalk()));
    WindowService windows = new ConfiguredWindows(local, config);
    ControlServer server =
        ControlServer.start(
            config.state(), run, windows, new StatusView(ingest, store, following, links));
    closing.push(server::close);
    closing.push(Watchdog.start(manager, ingest::isAlive)::close);
    Housekeeping housekeeping =
        new Housekeeping(
            ingest,
            following,
            new Memory(witnesses, lookBack, clock),
            windows,
            config.retention());
    closing.push(housekeeping::close);
    housekeeping.start();
    check(store.soundness());
    links.start();
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
            usual.kernelQueueLimit());
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

  private static Map<PathBytes, String> identities(Kernel kernel, List<Root> roots)
      throws TidemarkException {
    Map<PathBytes, String> identities = new HashMap<>();
    for (Root root : roots) {
      identities.put(root.path(), identity(kernel, root));
    }
    return identities;
  }

  private static String identity(Kernel kernel, Root root) throws TidemarkException {
    try {
      return SourceSet.identity(kernel, root.path());
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
