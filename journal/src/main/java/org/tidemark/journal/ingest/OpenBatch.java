package org.tidemark.journal.ingest;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.EventSink;
import org.tidemark.journal.source.EventSource;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;

/**
 * What was decoded and is not yet in the store, and up to when the journal can vouch for all that
 * happened. Belongs to the ingest thread, but for what says otherwise.
 */
final class OpenBatch implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger(OpenBatch.class);
  private static final byte[] NO_HANDLE = {};
  private static final int MAX_PATH_CHANGES = 100_000;
  private static final int SAMPLE = 16;

  private final JournalStore store;
  private final AttachedSources sources;
  private final RootOrder roots;
  private final IngestSettings settings;
  private final IngestCounters counters;
  private final RingHeader header;
  private final PendingChanges pending = new PendingChanges();
  private final UnwrittenGaps unwrittenGaps = new UnwrittenGaps();
  private final TimeResets resets;
  private final BatchWriter writer;
  private final LinkTracker links;

  /** When what is pending began to wait; 0 if nothing did. */
  private long firstPendingNanos;

  /** What {@link #vouchedMillis} was then: what is pending may be as old as that. */
  private long pendingSinceMillis;

  /** Wall clock up to which all that happened was decoded; what is lost was lost later. */
  private long vouchedMillis;

  /** Set by any thread. */
  private volatile Consumer<List<PathBytes>> onFlushed = names -> {};

  OpenBatch(
      Kernel kernel,
      JournalStore store,
      AttachedSources sources,
      RootOrder roots,
      OwnChanges ownChanges,
      TimeResets resets,
      IngestSettings settings,
      IngestCounters counters,
      RingHeader header) {
    this.store = store;
    this.sources = sources;
    this.roots = roots;
    this.settings = settings;
    this.counters = counters;
    this.header = header;
    this.resets = resets;
    // What an earlier daemon left in the ring may have been lost since then.
    this.vouchedMillis =
        store.vouchedMillis() == 0 ? System.currentTimeMillis() : store.vouchedMillis();
    this.writer = new BatchWriter(kernel, ownChanges);
    this.links = new LinkTracker(kernel);
    store.onLinkKeys(links::added);
  }

  /** Called on the ingest thread with a few names of each batch that was flushed. Any thread. */
  void onFlushed(Consumer<List<PathBytes>> action) {
    onFlushed = action;
  }

  LinkTracker links() {
    return links;
  }

  // --- up to when all is known ------------------------------------------------------------------

  /** All that happened until then was decoded. */
  void vouch(long emptiedMillis) {
    if (!isNothing()) {
      beginPending();
    }
    vouchedMillis = emptiedMillis;
  }

  /** What is decoded next may be as old as that. */
  void vouchAtMost(long knownMillis) {
    vouchedMillis = Math.min(vouchedMillis, knownMillis);
  }

  private void beginPending() {
    if (firstPendingNanos == 0) {
      firstPendingNanos = System.nanoTime();
      pendingSinceMillis = vouchedMillis;
    }
  }

  /** Up to when all that happened is in the store, or will be before a gap that begins then. */
  long safeMillis() {
    return firstPendingNanos == 0 ? vouchedMillis : Math.min(vouchedMillis, pendingSinceMillis);
  }

  // --- flushing ---------------------------------------------------------------------------------

  boolean isNothing() {
    return pending.isEmpty()
        && writer.isEmpty()
        && unwrittenGaps.isEmpty()
        && !header.onlyInMemory();
  }

  /** True if what is pending has waited for long enough or is too much; its time begins here. */
  boolean isDue(long now) {
    beginPending();
    return now - firstPendingNanos >= settings.flushNanos() || isTooMuch();
  }

  private boolean isTooMuch() {
    return pending.bytes() > settings.pendingBytes() || writer.pathCount() > MAX_PATH_CHANGES;
  }

  /** Writes all of it; true if nothing is pending any more. */
  boolean flush() {
    try {
      unwrittenGaps.writeTo(store);
      if (!pending.isEmpty() || !writer.isEmpty()) {
        write();
      }
      begin();
      return true;
    } catch (StoreException e) {
      LOG.error("changes wait in memory: {}", e.forOperator());
      counters.storeFailed(e);
      header.setOnlyInMemory(true);
      return false;
    }
  }

  private void write() throws StoreException {
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

  private void begin() {
    firstPendingNanos = 0;
    pending.clear();
    writer.clear();
    links.endBatch();
    for (EventSource source : sources.all()) {
      source.endBatch();
    }
    counters.storeWorks();
    header.setOnlyInMemory(false);
  }

  /** If the store does not take what is pending, what is too much is collapsed. */
  void keepSmall() {
    if (isTooMuch()) {
      makeRoom();
    }
  }

  /** More is listed then, nothing is lost. */
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

  // --- what sources say -------------------------------------------------------------------------

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
  public boolean isTimeReset(int process) {
    return resets.isReset(process);
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
      header.setOnlyInMemory(true);
    }
  }
}
