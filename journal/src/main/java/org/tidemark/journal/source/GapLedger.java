package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Who needs which open gap. The sink knows each gap once; it hears of it when the first holder
 * needs it, and of its end when the last is done. Without this a source that goes away would leave
 * its gaps open for ever, or end those of the one that comes after it. Ingest thread only.
 */
final class GapLedger {
  private final EventSink sink;
  private final Map<Key, Set<Object>> holders = new HashMap<>();

  private record Key(PathBytes path, Reason reason) {}

  GapLedger(EventSink sink) {
    this.sink = sink;
  }

  void open(Object holder, PathBytes path, Reason reason) {
    Set<Object> held = holders.computeIfAbsent(new Key(path, reason), any -> new HashSet<>());
    boolean first = held.isEmpty();
    if (held.add(holder) && first) {
      sink.gapOpened(path, reason);
    }
  }

  void close(Object holder, PathBytes path, Reason reason) {
    Key key = new Key(path, reason);
    Set<Object> held = holders.getOrDefault(key, Set.of());
    if (held.contains(holder)) {
      held.remove(holder);
      if (held.isEmpty()) {
        holders.remove(key);
        sink.gapClosed(path, reason);
      }
    }
  }

  /** Ends all that a holder still needs. */
  void release(Object holder) {
    List<Key> mine = new ArrayList<>();
    holders.forEach(
        (key, held) -> {
          if (held.contains(holder)) {
            mine.add(key);
          }
        });
    mine.forEach(key -> close(holder, key.path(), key.reason()));
  }
}
