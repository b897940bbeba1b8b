package org.tidemark.journal.source;

import java.nio.ByteBuffer;
import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * A source whose open gaps are kept in the ledger, so that they end when another source has taken
 * its place. What is read from it after that may still tell of losses; each is over at once, since
 * the successor follows already or another gap is open there.
 *
 * <p>Threads as in {@link EventSource}.
 */
final class TrackedSource implements EventSource {
  private final EventSource source;
  private final GapLedger ledger;
  private final HolderSink holder = new HolderSink();
  private boolean retired;

  TrackedSource(EventSource source, GapLedger ledger) {
    this.source = source;
    this.ledger = ledger;
  }

  /** Another source is going to take its place. */
  void retire() {
    retired = true;
  }

  /** The successor follows, or another gap is open instead: nothing is in doubt any more. */
  void releaseGaps() {
    ledger.release(this);
  }

  @Override
  public Description description() {
    return source.description();
  }

  @Override
  public void start(EventSink sink) {
    source.start(holder.before(sink));
  }

  @Override
  public int descriptor() {
    return source.descriptor();
  }

  @Override
  public boolean queueCountsEvents() {
    return source.queueCountsEvents();
  }

  @Override
  public int eventsIn(ByteBuffer bytes, int offset, int length) {
    return source.eventsIn(bytes, offset, length);
  }

  @Override
  public int formerNumber() {
    return source.formerNumber();
  }

  @Override
  public boolean canOutliveProcess() {
    return source.canOutliveProcess();
  }

  @Override
  public void decode(byte[] bytes, int length, EventSink sink) {
    source.decode(bytes, length, holder.before(sink));
  }

  @Override
  public List<PathBytes> pathsOf(int directory, EventSink sink) {
    return source.pathsOf(directory, holder.before(sink));
  }

  @Override
  public void follow(int directory, byte[] handle, int bits, EventSink sink) {
    source.follow(directory, handle, bits, holder.before(sink));
  }

  @Override
  public boolean tellsLinks() {
    return source.tellsLinks();
  }

  @Override
  public void tellLinks(byte[] handle, EventSink sink) {
    source.tellLinks(handle, holder.before(sink));
  }

  @Override
  public void endBatch() {
    source.endBatch();
  }

  @Override
  public void maintain(EventSink sink) {
    source.maintain(holder.before(sink));
  }

  @Override
  public void lost(Reason reason, EventSink sink) {
    source.lost(reason, holder.before(sink));
  }

  @Override
  public void readingFails(EventSink sink) {
    source.readingFails(holder.before(sink));
  }

  @Override
  public void readingWorks(EventSink sink) {
    source.readingWorks(holder.before(sink));
  }

  @Override
  public boolean arming() {
    return source.arming();
  }

  @Override
  public void close() {
    source.close();
  }

  /** Hands everything on but the gaps. */
  private final class HolderSink implements EventSink {
    private EventSink next = this;

    EventSink before(EventSink sink) {
      next = sink;
      return this;
    }

    @Override
    public void event(
        EventSource from,
        int directory,
        byte[] buffer,
        int nameOffset,
        int nameLength,
        int bits,
        int handleOffset,
        int handleLength) {
      next.event(
          TrackedSource.this,
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
      return next.isTimeReset(process);
    }

    @Override
    public void change(PathBytes path, int bits, Reason reason) {
      next.change(path, bits, reason);
    }

    @Override
    public void changed(PathBytes path, int bits, byte[] handle) {
      next.changed(path, bits, handle);
    }

    @Override
    public void linked(long device, long inode, int links, byte[] handle) {
      next.linked(device, inode, links, handle);
    }

    @Override
    public void renamed(PathBytes from, PathBytes to) {
      next.renamed(from, to);
    }

    @Override
    public void gapOpened(PathBytes path, Reason reason) {
      ledger.open(TrackedSource.this, path, reason);
      if (retired) {
        ledger.close(TrackedSource.this, path, reason);
      }
    }

    @Override
    public void gapClosed(PathBytes path, Reason reason) {
      ledger.close(TrackedSource.this, path, reason);
    }
  }
}
