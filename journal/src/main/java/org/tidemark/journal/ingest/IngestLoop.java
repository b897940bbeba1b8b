package org.tidemark.journal.ingest;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.Drain;
import org.tidemark.journal.source.EventSink;
import org.tidemark.journal.source.EventSource;
import org.tidemark.journal.store.JournalStore;

/**
 * The ingest thread: takes records from the ring, has sources decode them, merges, and flushes
 * batches to the store, which it owns. Its fields belong to it, but for those that say otherwise.
 */
final class IngestLoop implements Runnable {
  private static final long MAINTAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long ARMING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final JournalStore store;
  private final Ring ring;
  private final OpenBatch batch;
  private final RingSources sources;
  private final Courtesy courtesy;
  private final TimeResets resets;
  private byte[] piece = new byte[1 << 18];

  /** Queues that were empty earlier may have had no source yet. */
  private long releasedMillis;

  private long maintainedNanos;
  private long maintainNanos = MAINTAIN_NANOS;
  private long retryNanos = System.nanoTime();

  /** Records of an earlier process wait until their sources are attached. */
  private volatile boolean held;

  /** When this thread last went round, as System.nanoTime() says it. */
  private volatile long turnedNanos = System.nanoTime();

  // Shared with other threads.
  private final Map<Integer, CompletableFuture<Long>> barriers = new ConcurrentHashMap<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final IngestCounters counters;
  private final RootOrder roots;
  private volatile Thread thread;
  private volatile boolean stopping;
  private volatile boolean vouching;
  private volatile Drainer drainer;
  private volatile Runnable onMounts = () -> {};
  private volatile Runnable onMaintain = () -> {};

  IngestLoop(
      Kernel kernel,
      JournalStore store,
      Ring ring,
      List<Root> roots,
      OwnChanges ownChanges,
      IngestSettings settings,
      IngestCounters counters,
      DescriptorKeeper keeper) {
    this.store = store;
    this.ring = ring;
    this.held = ring.hasNext();
    AttachedSources attached = new AttachedSources(ring.header().lastSource());
    this.roots = new RootOrder(roots);
    this.counters = counters;
    this.courtesy = new Courtesy(kernel);
    this.resets =
        new TimeResets(kernel, store, settings.timeResets(), barrier -> drainer.barrier(barrier));
    this.batch =
        new OpenBatch(
            kernel,
            store,
            attached,
            this.roots,
            ownChanges,
            resets,
            settings,
            counters,
            ring.header());
    this.sources = new RingSources(ring.header(), attached, keeper, batch, resets);
    counters.storedUntil(batch.safeMillis());
  }

  // --- any thread -------------------------------------------------------------------------------

  void use(Drainer newDrainer) {
    drainer = newDrainer;
    sources.use(newDrainer);
  }

  /** Called on the ingest thread when the mount table changed. */
  void onMounts(Runnable action) {
    onMounts = action;
  }

  /** Called on the ingest thread between pieces, at barriers, and at least once a second. */
  void onMaintain(Runnable action) {
    onMaintain = action;
  }

  /** Called on the ingest thread with a few names of each batch that was flushed. */
  void onFlushed(Consumer<List<PathBytes>> action) {
    batch.onFlushed(action);
  }

  List<Root> roots() {
    return roots.innermostFirst();
  }

  void setRoots(List<Root> newRoots) {
    roots.set(newRoots);
  }

  /** Every source is attached: what is read and decoded from now on is all that happens. */
  void beginVouching() {
    vouching = true;
  }

  /** Runs a task on this thread, after everything already queued. */
  void execute(Runnable task) {
    tasks.add(task);
    wake();
  }

  void expect(int barrier, CompletableFuture<Long> reached) {
    barriers.put(barrier, reached);
  }

  void forget(int barrier) {
    barriers.remove(barrier);
  }

  void wake() {
    LockSupport.unpark(thread);
  }

  long turnedNanos() {
    return turnedNanos;
  }

  /** Ends the loop after what the ring holds was flushed. */
  void stop() {
    stopping = true;
    wake();
  }

  /** For use on the ingest thread only. */
  EventSink sink() {
    return batch;
  }

  /** For use on the ingest thread only. */
  Drain drain() {
    return sources;
  }

  /** For use on the ingest thread only. */
  LinkTracker links() {
    return batch.links();
  }

  /** Only its {@code candidates} are for any thread. */
  TimeResets resets() {
    return resets;
  }

  // --- the ingest thread ------------------------------------------------------------------------

  @Override
  public void run() {
    thread = Thread.currentThread();
    courtesy.begin();
    while (!isOver()) {
      turnedNanos = System.nanoTime();
      boolean hurry = stopping || !barriers.isEmpty() || !tasks.isEmpty();
      courtesy.consider(hurry, ring.used(), ring.capacity());
      runTasks();
      long emptied = drainer.emptiedMillis();
      boolean worked = !held && ring.next();
      if (worked) {
        handleRecord();
      } else if (vouching && !held && emptied > releasedMillis) {
        batch.vouch(emptied);
      }
      maintainIfDue();
      flushIfDue();
      counters.storedUntil(batch.safeMillis());
      if (!worked && tasks.isEmpty() && !stopping) {
        LockSupport.parkNanos(maintainNanos);
      }
    }
    if (!held) {
      flush();
    }
  }

  /** What is held back stays in the ring for whoever comes next. */
  private boolean isOver() {
    return stopping && (held || !ring.hasNext()) && tasks.isEmpty();
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void handleRecord() {
    switch (ring.type()) {
      case Ring.EVENTS -> decode();
      case Ring.BARRIER -> reachBarrier(ring.source());
      case Ring.MOUNTS -> onMounts.run();
      case Ring.DETACHED -> closeSource(ring.source());
      case Ring.LOST -> sources.lost(ring.source(), Reason.BUFFER_FULL);
      case Ring.READ_FAILED -> sources.readFailed(ring.source());
      case Ring.READ_AGAIN -> sources.readAgain(ring.source());
      default -> throw new IllegalStateException("record of type " + ring.type() + " in the ring");
    }
  }

  private void decode() {
    EventSource source = sources.get(ring.source());
    if (source == null) {
      return;
    }
    int length = ring.length();
    if (piece.length < length) {
      piece = new byte[length];
    }
    ring.copyTo(piece);
    resets.beginPiece();
    counters.addBytes(length);
    source.decode(piece, length, batch);
    source.maintain(batch);
    onMaintain.run();
  }

  private void closeSource(int number) {
    sources.leave(number);
    flush();
  }

  private void reachBarrier(int number) {
    if (number < 0) {
      resets.reached(number);
      return;
    }
    maintain();
    boolean flushed = flush();
    CompletableFuture<Long> reached = barriers.remove(number);
    if (reached != null && flushed) {
      reached.complete(store.lastSequence());
    } else if (reached != null) {
      reached.completeExceptionally(counters.lastStoreError());
    }
  }

  private void maintainIfDue() {
    long now = System.nanoTime();
    if (now - maintainedNanos >= maintainNanos) {
      maintainedNanos = now;
      maintain();
    }
  }

  private void maintain() {
    boolean arming = sources.maintain();
    onMaintain.run();
    // Arming threads wait for what they found to be taken over.
    maintainNanos = arming ? ARMING_NANOS : MAINTAIN_NANOS;
  }

  private void flushIfDue() {
    if (batch.isNothing()) {
      if (ring.readAhead() > ring.capacity() / 4) {
        releaseRing();
      }
      return;
    }
    long now = System.nanoTime();
    boolean due = batch.isDue(now) || ring.readAhead() > mostReadAhead();
    if (due && now - retryNanos >= 0) {
      flush();
    }
    batch.keepSmall();
  }

  /**
   * A whole read must find room behind that, also where it has to begin anew at the ring's start:
   * else both threads of a small ring would wait for each other until the next flush is due.
   */
  private int mostReadAhead() {
    return Math.min(ring.capacity() / 2, ring.capacity() - 3 * Drainer.PIECE);
  }

  /** True if nothing is pending any more. */
  private boolean flush() {
    boolean flushed = batch.flush();
    if (flushed) {
      sources.closeLeaving();
    } else {
      retryNanos = System.nanoTime() + RETRY_NANOS;
    }
    // The ring must go on taking records, even if what was read lies in memory only.
    releaseRing();
    return flushed;
  }

  private void releaseRing() {
    ring.release();
    Drainer current = drainer;
    if (current != null && ring.used() < ring.capacity() / 2) {
      current.roomFreed();
    }
  }

  /**
   * Every source is attached: records of an earlier process are read now. Ingest thread.
   *
   * @param knownMillis up to when everything is in the journal; what is read may be as old as that
   */
  void release(long knownMillis) {
    batch.vouchAtMost(knownMillis);
    releasedMillis = System.currentTimeMillis();
    held = false;
  }

  /** True if {@link #release} was never called although records wait for it. Any thread. */
  boolean isHolding() {
    return held;
  }

  /** Closes what is still open; after the loop has ended. */
  void closeSources() {
    sources.closeAll();
  }
}
