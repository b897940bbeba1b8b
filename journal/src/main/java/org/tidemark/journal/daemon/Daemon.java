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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.control.ControlServer;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.ingest.IngestSettings;
import org.tidemark.journal.ingest.Inheritance;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.links.LinkIndexer;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.reconcile.Reconciler;
import org.tidemark.journal.source.SourceChoice;
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
    Path run = WatchedRoots.runFolder(config);
    serve(config, run, beginRecording(config, run));
  }

  /** What records, and goes on recording whatever becomes of the rest. */
  private record Recording(
      SqliteJournalStore store, Ingest ingest, Following following, Memory memory) {}

  private Recording beginRecording(JournalConfig config, Path run) throws TidemarkException {
    Kernel kernel = surroundings.kernel();
    ServiceManager manager = surroundings.manager();
    Map<Root, SourceChoice> choices = WatchedRoots.of(config, kernel);
    List<Root> roots = List.copyOf(choices.keySet());
    SqliteJournalStore store = SqliteJournalStore.open(config.state(), run);
    closing.push(() -> close(store));
    store.soundness().onDamage(this::damaged);
    Inheritance inheritance =
        Inheritance.of(kernel, store.journalId(), manager, manager.takePassed());
    closing.push(inheritance::close);
    TakeUp takeUp = new TakeUp(kernel, store, roots, inheritance.refusal());
    Ingest ingest = ingest(config, kernel, store, roots, inheritance);
    closing.push(ingest::close);
    Following following = new Following(kernel, ingest, store, choices, inheritance.marks());
    following.start(takeUp.mounts(), takeUp.knownMillis(), START_DEADLINE);
    ingest.run(
        owned -> {
          takeUp.tellMounts(owned, following);
          return null;
        },
        START_DEADLINE);
    Memory memory = Memory.of(kernel, surroundings.clock(), ingest, following, store);
    memory.compare(store.start(), roots);
    ingest.run(
        owned -> {
          takeUp.end(ingest, following);
          return null;
        },
        START_DEADLINE);
    recording();
    inheritance.dropRest();
    return new Recording(store, ingest, following, memory);
  }

  private void serve(JournalConfig config, Path run, Recording on) throws TidemarkException {
    Ingest ingest = on.ingest();
    WalkPace pace = new WalkPace(ingest.counters()::events, System::nanoTime);
    LinkIndexer links =
        new LinkIndexer(
            surroundings.kernel(),
            new IndexedLinks(ingest, on.store()),
            config.linkCensus(),
            pace,
            Clock.systemUTC());
    closing.push(links::close);
    Reconciler reconciler = reconciler(config, on, links, pace);
    closing.push(reconciler::close);
    WindowService windows =
        new ClientWindows(
            localWindows(config, on), new ConsumerDefaults(config), List.of(reconciler, links));
    StatusView status =
        new StatusView(ingest, on.store(), on.following(), links, reconciler, config.reconcile());
    ControlServer server = ControlServer.start(config.state(), run, windows, status);
    closing.push(server::close);
    closing.push(Watchdog.start(surroundings.manager(), ingest::isAlive)::close);
    Housekeeping housekeeping =
        new Housekeeping(ingest, on.following(), on.memory(), windows, config.retention());
    closing.push(housekeeping::close);
    housekeeping.start();
    if (config.reconcile()) {
      reconciler.start();
    }
    check(on.store().soundness());
    links.start();
  }

  private Reconciler reconciler(
      JournalConfig config, Recording on, LinkIndexer links, WalkPace pace)
      throws TidemarkException {
    return new Reconciler(
        surroundings.kernel(),
        on.ingest()::roots,
        on.store().openReader(),
        new WalkWriter(on.ingest(), on.memory().witnesses()),
        new Reconciler.Settings(config.reconcileThreads(), surroundings.marginNanos()),
        pace,
        links,
        on.memory()::check);
  }

  private WindowService localWindows(JournalConfig config, Recording on) throws TidemarkException {
    return new LocalWindowService(
        surroundings.kernel(),
        new JournalRuntime(
            on.ingest(),
            on.store(),
            on.following(),
            on.memory().lookBack(),
            on.store().soundness(),
            surroundings.flushDeadline()),
        config.state(),
        Clock.systemUTC(),
        new WindowSettings(
            Duration.ofMillis(config.windowExpiryMillis()),
            surroundings.flushDeadline(),
            surroundings.scanDeadline(),
            config.linkWalk()));
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
