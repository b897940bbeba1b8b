package org.tidemark.journal.source;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Losses that may come many times in one batch: each reason is told once, as a gap that stays open
 * until the batch has ended, so that it also covers what is lost after it was told. Owned by the
 * ingest thread.
 */
final class LossReports {
  private final Map<Reason, List<PathBytes>> open = new EnumMap<>(Reason.class);
  private boolean batchEnded;

  void lost(List<PathBytes> places, Reason reason, EventSink sink) {
    if (open.putIfAbsent(reason, places) == null) {
      places.forEach(place -> sink.gapOpened(place, reason));
    }
    batchEnded = false;
  }

  void endBatch() {
    batchEnded = true;
  }

  /** Ends the gaps of a batch that is over. */
  void maintain(EventSink sink) {
    if (batchEnded && !open.isEmpty()) {
      open.forEach((reason, places) -> places.forEach(place -> sink.gapClosed(place, reason)));
      open.clear();
    }
  }
}
