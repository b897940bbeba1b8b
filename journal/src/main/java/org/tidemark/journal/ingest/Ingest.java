package org.tidemark.journal.ingest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.links.LinkFilter;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.Drain;
import org.tidemark.journal.source.EventSink;
import org.tidemark.journal.store.JournalStore;

/**
 * Ingest as the rest of the daemon sees it: two threads, a flush barrier, and a way to run tasks on
 * the thread that owns the store. Thread-safe.
 */
public final class Ingest implements AutoCloseable {
  /** A task for the thread that owns the store. */
  public interface Task<T> {
    T run(JournalStore store) throws TidemarkException;
  }

  /** The drainer goes round at least each second. */
  private static final long DRAINER_HANGS_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** The ingest thread waits for the store, which may lie on a filesystem that is frozen. */
  private static final long INGEST_HANGS_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final JournalStore store;
  private final Ring ring;
  private final IngestLoop loop;
  private final Drainer drainer;
  private final IngestCounters counters = new IngestCounters();
  private final OwnChanges ownChanges = new OwnChanges();
  private final AtomicInteger lastBarrier = new AtomicInteger();
  private final Thread loopThread;
  private final Thread drainerThread;

  /** As the other, of a daemon that is neither heir nor has one. */
  public Ingest(
      Kernel kernel,
      JournalStore store,
      List<Root> roots,
      IngestSettings settings,
      Consumer<Throwable> onFatal)
      throws IOException {
    this(kernel, store, roots, settings, onFatal, Inheritance.none(kernel, store.journalId()));
  }

  /**
   * Starts both threads; the store belongs to them from now on.
   *
   * @param onFatal called when one of them died of a bug: nothing is recorded any more, so the
   *     daemon has to end and say so
   * @param inheritance whose records are read once {@link #release} was called
   */
  public Ingest(
      Kernel kernel,
      JournalStore store,
      List<Root> roots,
      IngestSettings settings,
      Consumer<Throwable> onFatal,
      Inheritance inheritance)
      throws IOException {
    this.store = store;
    this.ring = inheritance.ring(settings.ringBytes());
    this.loop =
        new IngestLoop(
            kernel, store, ring, roots, ownChanges, settings, counters, inheritance.keeper());
    this.drainer =
        new Drainer(kernel, ring, loop::wake, settings.napMillis(), settings.kernelQueueLimit());
    loop.use(drainer);
    loopThread = new Thread(loop, "ingest");
    drainerThread = new Thread(drainer, "drainer");
    loopThread.setUncaughtExceptionHandler((dead, why) -> onFatal.accept(why));
    drainerThread.setUncaughtExceptionHandler((dead, why) -> onFatal.accept(why));
    loopThread.start();
    drainerThread.start();
  }

  /**
   * What an earlier daemon left in the ring is read from now on: all of its sources are attached.
   * For use on the ingest thread only.
   *
   * @param knownMillis wall clock up to which everything is in the journal; a loss that is found in
   *     what is read now may have begun then
   */
  public void release(long knownMillis) {
    loop.release(knownMillis);
  }

  /** Tells this ring from every other: a source's number means nothing in another one. */
  public String ringId() {
    return ring.header().id();
  }

  /** To be called when every source is attached: gaps then begin where the last event was read. */
  public void beginVouching() {
    loop.beginVouching();
  }

  /** Where sources tell what they see; for use on the ingest thread only. */
  public EventSink sink() {
    return loop.sink();
  }

  /** Where sources are plugged in; for use on the ingest thread only. */
  public Drain drain() {
    return loop.drain();
  }

  /** Runs on the ingest thread whenever the mount table changed. */
  public void onMounts(Runnable action) {
    loop.onMounts(action);
  }

  /** Runs on the ingest thread between pieces, at barriers, and at least once a second. */
  public void onMaintain(Runnable action) {
    loop.onMaintain(action);
  }

  /**
   * Gets a few names of each batch once it is in the store. Runs on the ingest thread and must not
   * wait.
   */
  public void onFlushed(Consumer<List<PathBytes>> action) {
    loop.onFlushed(action);
  }

  public List<Root> roots() {
    return loop.roots();
  }

  public void setRoots(List<Root> roots) {
    loop.setRoots(roots);
  }

  public IngestCounters counters() {
    return counters;
  }

  public OwnChanges ownChanges() {
    return ownChanges;
  }

  /** False if one of the threads ended, or has done nothing for so long that it hangs. */
  public boolean isAlive() {
    long now = System.nanoTime();
    return drainerThread.isAlive()
        && loopThread.isAlive()
        && now - drainer.turnedNanos() < DRAINER_HANGS_NANOS
        && now - loop.turnedNanos() < INGEST_HANGS_NANOS;
  }

  /** Bytes of raw records that are not yet in the store. */
  public long backlogBytes() {
    return ring.used();
  }

  /** About how many events wait in the kernel's queues, as of the drainer's last turn. */
  public long kernelEvents() {
    return drainer.kernelEvents();
  }

  /**
   * How long ago the time lies up to which all that happened is in the store, in milliseconds; at
   * rest no more than the drainer's turn.
   */
  public long lagMillis() {
    return Math.max(0, System.currentTimeMillis() - counters.storedUntilMillis());
  }

  /**
   * Waits until everything that was queued in the kernel at the call is in the store.
   *
   * @return the last sequence number then
   */
  public long flush(Duration deadline) throws TidemarkException {
    expectResets(deadline);
    int barrier = lastBarrier.incrementAndGet();
    CompletableFuture<Long> reached = new CompletableFuture<>();
    loop.expect(barrier, reached);
    drainer.barrier(barrier);
    try {
      return await(reached, deadline);
    } finally {
      loop.forget(barrier);
    }
  }

  /**
   * A backup program that asks for a window is about to read; it is known before the barrier that
   * follows is reached.
   */
  private void expectResets(Duration deadline) throws TidemarkException {
    List<Integer> processes = loop.resets().candidates();
    if (!processes.isEmpty()) {
      run(
          owned -> {
            loop.resets().expect(processes);
            return null;
          },
          deadline);
    }
  }

  /** From now on linked files are recognised by this filter, which belongs to ingest then. */
  public void useLinkFilter(LinkFilter filter, Duration deadline) throws TidemarkException {
    run(
        owned -> {
          loop.links().use(filter);
          return null;
        },
        deadline);
  }

  /**
   * While directories are read for linked files, every renamed name is looked at, since it may go
   * from where the reading comes to where it has been.
   */
  public void searchingLinks(boolean now, Duration deadline) throws TidemarkException {
    run(
        owned -> {
          loop.links().searching(now);
          return null;
        },
        deadline);
  }

  /** Runs a task on the thread that owns the store and waits for it. */
  public <T> T run(Task<T> task, Duration deadline) throws TidemarkException {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            done.complete(task.run(store));
          } catch (TidemarkException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return await(done, deadline);
  }

  private static <T> T await(CompletableFuture<T> future, Duration deadline)
      throws TidemarkException {
    try {
      return future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "the journal did not answer within " + deadline.toSeconds() + " s",
          "is the state folder's filesystem frozen or stuck? nothing was lost",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TidemarkException(ExitCode.FAILED, "interrupted", "", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TidemarkException expected) {
        throw expected;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Reads what is queued, flushes it, and ends both threads; the store stays open. */
  @Override
  public void close() throws TidemarkException {
    try {
      if (loopThread.isAlive() && !loop.isHolding()) {
        long unused = flush(Duration.ofSeconds(30));
      }
    } finally {
      drainer.stop();
      join(drainerThread);
      loop.stop();
      join(loopThread);
      loop.closeSources();
      drainer.close();
      ring.close();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
