package org.tidemark.journal.ingest;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.Drain;
import org.tidemark.journal.source.EventSink;
import org.tidemark.journal.source.EventSource;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;

/**
 * The ingest thread: takes records from the ring, has sources decode them, merges, and flushes
 * batches to the store, which it owns. Its fields belong to it, but for those that say otherwise.
 */
final class IngestLoop implements Runnable, EventSink, Drain {
  private static final Logger LOG = LoggerFactory.getLogger(IngestLoop.class);
  private static final byte[] NO_HANDLE = {};
  private static final int MAX_PATH_CHANGES = 100_000;
  private static final int SAMPLE = 16;
  private static final long MAINTAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long ARMING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Kernel kernel;
  private final JournalStore store;
  private final IngestSettings settings;
  private final Ring ring;
  private final PendingChanges pending = new PendingChanges();
  private final BatchWriter writer;
  private final LinkTracker links;
  private final AttachedSources sources;
  private final DescriptorKeeper keeper;
  private final UnwrittenGaps unwrittenGaps = new UnwrittenGaps();
  private final Courtesy courtesy;
  private byte[] piece = new byte[1 << 18];

  /** When what is pending began to wait; 0 if nothing did. */
  private long firstPendingNanos;

  /** What {@link #vouchedMillis} was then: what is pending may be as old as that. */
  private long pendingSinceMillis;

  /** Wall clock up to which all that happened was decoded; what is lost was lost later. */
  private long vouchedMillis;

  /** Sources that are not read any more, of which something is pending. */
  private final Set<Integer> leaving = new HashSet<>();

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
  private volatile Consumer<List<PathBytes>> onFlushed = names -> {};

  IngestLoop(
      Kernel kernel,
      JournalStore store,
      Ring ring,
      List<Root> roots,
      OwnChanges ownChanges,
      IngestSettings settings,
      IngestCounters counters,
      DescriptorKeeper keeper) {
    this.kernel = kernel;
    this.store = store;
    this.ring = ring;
    this.keeper = keeper;
    this.held = ring.hasNext();
    this.sources = new AttachedSources(ring.header().lastSource());
    this.roots = new RootOrder(roots);
    this.settings = settings;
    this.counters = counters;
    this.courtesy = new Courtesy(kernel);
    // What an earlier daemon left in the ring may have been lost since then.
    this.vouchedMillis =
        store.vouchedMillis() == 0 ? System.currentTimeMillis() : store.vouchedMillis();
    this.writer = new BatchWriter(this.kernel, ownChanges);
    this.links = new LinkTracker(this.kernel);
    store.onLinkKeys(links::added);
  }

  // --- any thread -------------------------------------------------------------------------------

  void use(Drainer newDrainer) {
    drainer = newDrainer;
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
    onFlushed = action;
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
  LinkTracker links() {
    return links;
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
        vouch(emptied);
      }
      maintainIfDue();
      flushIfDue();
      if (!worked && tasks.isEmpty() && !stopping) {
        LockSupport.parkNanos(maintainNanos);
      }
    }
    if (!held) {
      flush();
    }
  }

  private void vouch(long emptied) {
    if (!isNothingPending()) {
      beginPending();
    }
    vouchedMillis = emptied;
  }

  private void beginPending() {
    if (firstPendingNanos == 0) {
      firstPendingNanos = System.nanoTime();
      pendingSinceMillis = vouchedMillis;
    }
  }

  /** Up to when all that happened is in the store, or will be before a gap that begins then. */
  private long safeMillis() {
    return firstPendingNanos == 0 ? vouchedMillis : Math.min(vouchedMillis, pendingSinceMillis);
  }

  private boolean isNothingPending() {
    return pending.isEmpty()
        && writer.isEmpty()
        && unwrittenGaps.isEmpty()
        && !ring.header().onlyInMemory();
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
      case Ring.LOST -> lost(ring.source(), Reason.BUFFER_FULL);
      case Ring.READ_FAILED -> lost(ring.source(), Reason.READ_ERROR);
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
    counters.addBytes(length);
    source.decode(piece, length, this);
    source.maintain(this);
    onMaintain.run();
  }

  private void lost(int number, Reason reason) {
    EventSource source = sources.get(number);
    if (source != null) {
      source.lost(reason, this);
    }
  }

  private void closeSource(int number) {
    // What is pending finds its names only with the help of its source.
    leaving.add(number);
    flush();
  }

  private void closeLeaving() {
    leaving.forEach(this::closeNow);
    leaving.clear();
  }

  private void closeNow(int number) {
    keeper.forget(new KeptName(ring.header().id(), number).text());
    EventSource source = sources.remove(number);
    if (source != null) {
      source.close();
    }
  }

  private void reachBarrier(int number) {
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
    boolean arming = false;
    for (EventSource source : sources.all()) {
      source.maintain(this);
      arming |= source.arming();
    }
    onMaintain.run();
    // Arming threads wait for what they found to be taken over.
    maintainNanos = arming ? ARMING_NANOS : MAINTAIN_NANOS;
  }

  private void flushIfDue() {
    if (isNothingPending()) {
      if (ring.readAhead() > ring.capacity() / 4) {
        releaseRing();
      }
      return;
    }
    beginPending();
    long now = System.nanoTime();
    boolean due =
        now - firstPendingNanos >= settings.flushNanos()
            || ring.readAhead() > ring.capacity() / 2
            || isTooMuch();
    if (due && now - retryNanos >= 0) {
      flush();
    }
    if (isTooMuch()) {
      makeRoom();
    }
  }

  private boolean isTooMuch() {
    return pending.bytes() > settings.pendingBytes() || writer.pathCount() > MAX_PATH_CHANGES;
  }

  /** True if nothing is pending any more. */
  private boolean flush() {
    try {
      unwrittenGaps.writeTo(store);
      if (!pending.isEmpty() || !writer.isEmpty()) {
        writeBatch();
      }
      firstPendingNanos = 0;
      endBatch();
      return true;
    } catch (StoreException e) {
      LOG.error("changes wait in memory: {}", e.forOperator());
      counters.storeFailed(e);
      retryNanos = System.nanoTime() + RETRY_NANOS;
      // The ring must go on taking records: what was read lies in memory, collapsed if need be.
      ring.header().setOnlyInMemory(true);
      releaseRing();
      return false;
    }
  }

  private void writeBatch() throws StoreException {
    List<Root> current = roots.innermostFirst();
    writer.resolve(pending, sources::get, this, current);
    writer.followObjects(pending, sources::get, this);
    if (links.examine(pending, writer, sources::get, this, current)) {
      store.writeLinks(out -> links.writeTo(pending, writer, out));
    }
    store.append(out -> writer.writeTo(pending, current, out));
    // Not before: should this batch fail, another transaction must not carry it.
    store.vouch(vouchedMillis);
    counters.flushed(pending.count());
    onFlushed.accept(writer.sample(pending, SAMPLE));
  }

  private void endBatch() {
    pending.clear();
    writer.clear();
    links.endBatch();
    for (EventSource source : sources.all()) {
      source.endBatch();
    }
    closeLeaving();
    counters.storeWorks();
    ring.header().setOnlyInMemory(false);
    releaseRing();
  }

  private void releaseRing() {
    ring.release();
    Drainer current = drainer;
    if (current != null && ring.used() < ring.capacity() / 2) {
      current.roomFreed();
    }
  }

  /** The store does not take what is pending: collapse it; more is listed, nothing is lost. */
  private void makeRoom() {
    boolean enough =
        pending.collapse(settings.pendingBytes() / 2) && writer.pathCount() <= MAX_PATH_CHANGES;
    LOG.warn("pending changes were collapsed into their directories");
    if (!enough) {
      pending.clear();
      writer.clear();
      for (Root root : roots.innermostFirst()) {
        // What is thrown away was decoded since the last batch that the store took.
        unwrittenGaps.open(root.path(), Reason.STORE_ERROR, store.vouchedMillis());
        unwrittenGaps.close(root.path(), Reason.STORE_ERROR);
      }
    }
  }

  // --- EventSink --------------------------------------------------------------------------------

  @Override
  public void event(
      EventSource source,
      int directory,
      byte[] buffer,
      int nameOffset,
      int nameLength,
      int bits,
      int handleOffset,
      int handleLength) {
    counters.addEvent();
    pending.add(
        sources.numberOf(source),
        directory,
        buffer,
        nameOffset,
        nameLength,
        bits,
        handleOffset,
        handleLength);
  }

  @Override
  public void change(PathBytes path, int bits, Reason reason) {
    counters.addEvent();
    writer.add(path, bits, reason, NO_HANDLE);
  }

  @Override
  public void changed(PathBytes path, int bits, byte[] handle) {
    counters.addEvent();
    writer.add(path, bits, Reason.CHANGED, handle);
  }

  @Override
  public void linked(long device, long inode, int linkCount, byte[] handle) {
    links.linked(device, inode, linkCount, handle);
  }

  @Override
  public void renamed(PathBytes from, PathBytes to) {
    writer.addRename(from, to);
  }

  @Override
  public void gapOpened(PathBytes path, Reason reason) {
    roots.forPlacesOf(path, place -> unwrittenGaps.open(place, reason, safeMillis()));
    tryToWriteGaps();
  }

  @Override
  public void gapClosed(PathBytes path, Reason reason) {
    roots.forPlacesOf(path, place -> unwrittenGaps.close(place, reason));
    tryToWriteGaps();
  }

  private void tryToWriteGaps() {
    try {
      unwrittenGaps.writeTo(store);
    } catch (StoreException e) {
      LOG.error("a gap could not be written yet: {}", e.forOperator());
      counters.storeFailed(e);
      // An heir would not know of it.
      ring.header().setOnlyInMemory(true);
    }
  }

  // --- Drain ------------------------------------------------------------------------------------

  @Override
  public int attach(EventSource source) {
    int number = source.formerNumber();
    if (number > 0) {
      sources.put(number, source);
    } else {
      number = sources.add(source);
      ring.header().setLastSource(number);
      if (source.canOutliveProcess()) {
        keeper.keep(new KeptName(ring.header().id(), number).text(), source.descriptor());
      }
    }
    drainer.attach(number, source);
    return number;
  }

  @Override
  public void detach(EventSource source) {
    drainer.detach(sources.numberOf(source));
  }

  /**
   * Every source is attached: records of an earlier process are read now. Ingest thread.
   *
   * @param knownMillis up to when everything is in the journal; what is read may be as old as that
   */
  void release(long knownMillis) {
    vouchedMillis = Math.min(vouchedMillis, knownMillis);
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
