package org.tidemark.journal.source;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Places that are not followed as they should be, each with its open gaps. Ingest thread only. */
final class TroubledPlaces {
  private final EventSink sink;
  private final Map<PathBytes, Set<Reason>> gaps = new LinkedHashMap<>();

  TroubledPlaces(EventSink sink) {
    this.sink = sink;
  }

  void open(PathBytes place, Reason reason) {
    if (gaps.computeIfAbsent(place, any -> EnumSet.noneOf(Reason.class)).add(reason)) {
      sink.gapOpened(place, reason);
    }
  }

  boolean has(PathBytes place, Reason reason) {
    return gaps.getOrDefault(place, Set.of()).contains(reason);
  }

  /** Ends those gaps for which the reason is over. */
  void closeWhere(BiPredicate<PathBytes, Reason> isOver) {
    gaps.forEach(
        (place, reasons) -> {
          for (Reason reason : EnumSet.copyOf(reasons)) {
            if (isOver.test(place, reason)) {
              reasons.remove(reason);
              sink.gapClosed(place, reason);
            }
          }
        });
    gaps.values().removeIf(Set::isEmpty);
  }

  void close(PathBytes place, Reason wanted) {
    closeWhere((at, reason) -> at.equals(place) && reason == wanted);
  }
}
