package org.tidemark.journal.source;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Losses of a source. Those that may come many times in one batch are told once for each reason, as
 * a gap that stays open until the batch has ended, so that it also covers what is lost after it was
 * told. While events cannot be read, no other loss ends the gap that stands for that. Owned by the
 * ingest thread.
 */
final class LossReports {
  private final Map<Reason, List<PathBytes>> open = new EnumMap<>(Reason.class);

  /** Places whose events cannot be read. */
  private final Set<PathBytes> unread = new LinkedHashSet<>();

  private boolean batchEnded;

  void lost(List<PathBytes> places, Reason reason, EventSink sink) {
    if (open.putIfAbsent(reason, places) == null) {
      places.forEach(place -> sink.gapOpened(place, reason));
    }
    batchEnded = false;
  }

  /** Nothing more is lost after this. */
  void lostUntilNow(List<PathBytes> places, Reason reason, EventSink sink) {
    for (PathBytes place : places) {
      sink.gapOpened(place, reason);
      end(place, reason, sink);
    }
  }

  /** Nothing is read from now on; to be called anew where the places may be others. */
  void readingFails(List<PathBytes> places, EventSink sink) {
    for (PathBytes place : places) {
      if (unread.add(place)) {
        sink.gapOpened(place, Reason.READ_ERROR);
      }
    }
  }

  void readingWorks(EventSink sink) {
    List<PathBytes> places = List.copyOf(unread);
    unread.clear();
    List<PathBytes> others = open.getOrDefault(Reason.READ_ERROR, List.of());
    places.stream()
        .filter(place -> !others.contains(place))
        .forEach(place -> sink.gapClosed(place, Reason.READ_ERROR));
  }

  private void end(PathBytes place, Reason reason, EventSink sink) {
    if (reason != Reason.READ_ERROR || !unread.contains(place)) {
      sink.gapClosed(place, reason);
    }
  }

  void endBatch() {
    batchEnded = true;
  }

  /** Ends the gaps of a batch that is over. */
  void maintain(EventSink sink) {
    if (batchEnded && !open.isEmpty()) {
      open.forEach((reason, places) -> places.forEach(place -> end(place, reason, sink)));
      open.clear();
    }
  }
}
