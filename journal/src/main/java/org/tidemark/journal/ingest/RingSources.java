package org.tidemark.journal.ingest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.source.Drain;
import org.tidemark.journal.source.EventSink;
import org.tidemark.journal.source.EventSource;

/**
 * How sources are read through the ring: from their attachment, through losses and failures, until
 * nothing of theirs is pending and they are closed. Ingest thread only.
 */
final class RingSources implements Drain {
  private final RingHeader header;
  private final AttachedSources sources;
  private final DescriptorKeeper keeper;
  private final EventSink sink;
  private final TimeResets resets;

  /** Sources that are not read any more, of which something is pending. */
  private final Set<Integer> leaving = new HashSet<>();

  /** Sources whose events cannot be read at present. */
  private final Map<Integer, EventSource> unread = new HashMap<>();

  private volatile Drainer drainer;

  RingSources(
      RingHeader header,
      AttachedSources sources,
      DescriptorKeeper keeper,
      EventSink sink,
      TimeResets resets) {
    this.header = header;
    this.sources = sources;
    this.keeper = keeper;
    this.sink = sink;
    this.resets = resets;
  }

  /** To be called before the first source is attached. */
  void use(Drainer newDrainer) {
    drainer = newDrainer;
  }

  /** Null if it is not attached any more. */
  @Nullable EventSource get(int number) {
    return sources.get(number);
  }

  @Override
  public int attach(EventSource source) {
    int number = source.formerNumber();
    if (number > 0) {
      sources.put(number, source);
    } else {
      number = sources.add(source);
      header.setLastSource(number);
      if (source.canOutliveProcess()) {
        keeper.keep(new KeptName(header.id(), number).text(), source.descriptor());
      }
    }
    resets.forgetAll();
    drainer.attach(number, source);
    return number;
  }

  @Override
  public void detach(EventSource source) {
    drainer.detach(sources.numberOf(source));
  }

  void lost(int number, Reason reason) {
    EventSource source = sources.get(number);
    if (source != null) {
      source.lost(reason, sink);
    }
  }

  void readFailed(int number) {
    EventSource source = sources.get(number);
    if (source != null) {
      unread.put(number, source);
      source.readingFails(sink);
    }
  }

  void readAgain(int number) {
    EventSource source = unread.remove(number);
    if (source != null) {
      source.readingWorks(sink);
    }
  }

  /**
   * @return true if a source is arming
   */
  boolean maintain() {
    boolean arming = false;
    // It may be mounted at further places by now.
    unread.values().forEach(source -> source.readingFails(sink));
    for (EventSource source : sources.all()) {
      source.maintain(sink);
      arming |= source.arming();
    }
    return arming;
  }

  /** No more is read; it is closed by {@link #closeLeaving}. */
  void leave(int number) {
    leaving.add(number);
  }

  /** Nothing is pending: what was pending found its names only with the help of its source. */
  void closeLeaving() {
    leaving.forEach(this::close);
    leaving.clear();
  }

  private void close(int number) {
    keeper.forget(new KeptName(header.id(), number).text());
    unread.remove(number);
    EventSource source = sources.remove(number);
    if (source != null) {
      source.close();
    }
  }

  void closeAll() {
    sources.closeAll();
  }
}
