package org.tidemark.journal.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.source.EventSource;

/** The sources and the numbers that stand for them in the ring. Ingest thread only. */
final class AttachedSources {
  private final Map<Integer, EventSource> sources = new HashMap<>();
  private int lastNumber;

  // Of the source that was asked for last: events come in runs.
  private @Nullable EventSource recent;
  private int recentNumber;

  /**
   * @param lastNumber the greatest number that was given before
   */
  AttachedSources(int lastNumber) {
    this.lastNumber = lastNumber;
  }

  /** Its number, which no other source has had. */
  int add(EventSource source) {
    sources.put(++lastNumber, source);
    return lastNumber;
  }

  /** For a source whose descriptor had that number before. */
  void put(int number, EventSource source) {
    sources.put(number, source);
    recent = null;
  }

  /** Null if it is not attached any more. */
  @Nullable EventSource get(int number) {
    return sources.get(number);
  }

  @Nullable EventSource remove(int number) {
    recent = null;
    return sources.remove(number);
  }

  /** A copy. */
  Collection<EventSource> all() {
    return List.copyOf(sources.values());
  }

  /**
   * @throws IllegalStateException if it is not attached
   */
  int numberOf(EventSource source) {
    if (source != recent) {
      recentNumber = search(source);
      recent = source;
    }
    return recentNumber;
  }

  private int search(EventSource source) {
    for (Map.Entry<Integer, EventSource> entry : sources.entrySet()) {
      if (entry.getValue() == source) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("an event of a source that is not attached");
  }

  void closeAll() {
    sources.values().forEach(EventSource::close);
    sources.clear();
    recent = null;
  }
}
