package org.tidemark.journal.reconcile;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.walk.BackgroundWalk;
import org.tidemark.journal.walk.WalkControl;
import org.tidemark.journal.walk.WalkPace;

/**
 * Reconciles gaps in the background, one walk at a time, with a thread of its own that starts the
 * threads of the walk. While a window is being opened or listed the walk stands still.
 */
public final class Reconciler implements BackgroundWalk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final long LOOK_MILLIS = 1_000;
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LAST_RETRY = Duration.ofMinutes(10);

  private final Kernel kernel;
  private final Supplier<List<Root>> roots;
  private final JournalReader reader;
  private final JournalWriter writer;
  private final Settings settings;
  private final WalkPace pace;
  private final BackgroundWalk lessUrgent;
  private final Precaution precaution;
  private final Thread thread;

  /** Places where a walk failed, and how often in a row and until when it waits; the thread's. */
  private final Map<PathBytes, Retry> retries = new HashMap<>();

  @GuardedBy("this")
  private int windows;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private @Nullable WalkControl control;

  @GuardedBy("this")
  private @Nullable RunningWalk walk;

  @GuardedBy("this")
  private String problem = "";

  /**
   * @param threads of a walk
   * @param marginNanos how much before a gap times may lie that tell of a change in it
   */
  public record Settings(int threads, long marginNanos) {}

  /** Looks whether times on files can still be trusted; where not, a gap says so afterwards. */
  public interface Precaution {
    void check() throws TidemarkException;
  }

  private record Retry(long atNanos, Duration next) {}

  /**
   * @param roots what is watched now
   * @param reader belongs to the reconciler from now on
   * @param pace when walks rest
   * @param lessUrgent halted while a walk goes on: side by side on the same disk and the same
   *     processors both would take longer
   * @param precaution called before each walk
   */
  public Reconciler(
      Kernel kernel,
      Supplier<List<Root>> roots,
      JournalReader reader,
      JournalWriter writer,
      Settings settings,
      WalkPace pace,
      BackgroundWalk lessUrgent,
      Precaution precaution) {
    this.kernel = kernel;
    this.roots = roots;
    this.reader = reader;
    this.writer = writer;
    this.settings = settings;
    this.pace = pace;
    this.lessUrgent = lessUrgent;
    this.precaution = precaution;
    thread = new Thread(this::run, "reconcile");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** A window is being opened or listed: its reads go first. Any thread. */
  @Override
  public synchronized void halt() {
    windows++;
    if (control != null) {
      control.halt();
    }
  }

  @Override
  public synchronized void resume() {
    windows--;
    if (control != null) {
      control.resume();
    }
  }

  /**
   * Any thread.
   *
   * @param anyReader a reader of the caller's
   */
  public ReconcileStatus status(JournalReader anyReader) throws StoreException {
    Jobs jobs = Jobs.find(kernel, roots.get(), anyReader);
    synchronized (this) {
      return new ReconcileStatus(
          Optional.ofNullable(walk).map(running -> running.status(windows > 0)),
          jobs.waiting(),
          jobs.refused(),
          problem);
    }
  }

  // --- the thread -------------------------------------------------------------------------------

  private void run() {
    try (reader) {
      while (pause()) {
        look();
      }
    }
  }

  private synchronized boolean pause() {
    try {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
      for (long left = LOOK_MILLIS; left > 0 && !closed; ) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      }
    } catch (InterruptedException e) {
      return false;
    }
    return !closed;
  }

  private void look() {
    try {
      if (nextJob().isPresent()) {
        precaution.check();
        nextJob().ifPresent(this::attempt);
      }
    } catch (TidemarkException e) {
      LOG.warn("looking for gaps: {}", e.forOperator());
    }
  }

  private Optional<Job> nextJob() throws StoreException {
    return Jobs.find(kernel, roots.get(), reader).next(this::isDue);
  }

  private boolean isDue(PathBytes top) {
    Retry retry = retries.get(top);
    return retry == null || System.nanoTime() - retry.atNanos >= 0;
  }

  private void attempt(Job job) {
    try {
      reconcile(job);
      retries.remove(job.top());
      problem("");
    } catch (TidemarkException e) {
      failed(job, e.forOperator());
    } catch (IOException | RuntimeException e) {
      LOG.warn("reconciling {} failed", job.top(), e);
      failed(job, String.valueOf(e.getMessage()));
    }
  }

  private void failed(Job job, String why) {
    Retry before = retries.get(job.top());
    Duration wait = before == null ? FIRST_RETRY : before.next;
    Duration doubled = wait.multipliedBy(2);
    Duration next = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    retries.put(job.top(), new Retry(System.nanoTime() + wait.toNanos(), next));
    LOG.warn("{} stays a gap, tried again in {} s: {}", job.top(), wait.toSeconds(), why);
    problem(job.top() + ": " + why);
  }

  private synchronized void problem(String text) {
    problem = text;
  }

  private void reconcile(Job job) throws TidemarkException, IOException {
    List<Set<PathBytes>> done = new ArrayList<>();
    for (Gap gap : job.gaps()) {
      done.add(reader.reconciled(gap.id()));
    }
    WalkControl newControl = new WalkControl(pace);
    RunningWalk running = new RunningWalk(kernel, job, writer, newControl);
    LOG.info(
        "{} gaps at {} are reconciled by a walk: {}", job.gaps().size(), job.top(), job.reasons());
    lessUrgent.halt();
    begin(running, newControl);
    try {
      if (running.run(
          done, WalkedMounts.of(kernel, job), settings.threads(), settings.marginNanos())) {
        ReconcileStatus.Walk end = running.status(false);
        LOG.info(
            "{} is reconciled in {} ms: {} directories, {} changes",
            job.top(),
            System.currentTimeMillis() - end.startedMillis(),
            end.directories(),
            end.changes());
      }
    } finally {
      end();
      lessUrgent.resume();
    }
  }

  private synchronized void begin(RunningWalk running, WalkControl newControl) {
    walk = running;
    control = newControl;
    for (int i = 0; i < windows; i++) {
      newControl.halt();
    }
    if (closed) {
      newControl.cancel();
    }
  }

  private synchronized void end() {
    walk = null;
    control = null;
  }

  /** Cancels what is under way and waits; progress stays in the journal. */
  @Override
  public void close() {
    stop();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void stop() {
    closed = true;
    if (control != null) {
      control.cancel();
    }
    notifyAll();
  }
}
