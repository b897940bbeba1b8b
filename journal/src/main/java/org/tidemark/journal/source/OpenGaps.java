package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * The gaps that a source holds open. The same gap may be needed by several parts at once; the sink
 * hears of it when the first needs it and when the last is done. Ingest thread only.
 */
final class OpenGaps {
  private record Key(PathBytes path, Reason reason) {}

  private final Map<Key, Integer> holders = new HashMap<>();
  private final List<ArmingGap> arming = new ArrayList<>();

  void open(PathBytes path, Reason reason, EventSink sink) {
    if (holders.merge(new Key(path, reason), 1, Integer::sum) == 1) {
      sink.gapOpened(path, reason);
    }
  }

  void close(PathBytes path, Reason reason, EventSink sink) {
    Integer left = holders.computeIfPresent(new Key(path, reason), (key, count) -> count - 1);
    if (left != null && left == 0) {
      holders.remove(new Key(path, reason));
      sink.gapClosed(path, reason);
    }
  }

  boolean isEmpty() {
    return holders.isEmpty();
  }

  /** Opens a gap that ends when the last of its tasks is done. */
  ArmingGap arm(
      PathBytes path, Reason reason, int changeBits, Reason changeReason, EventSink sink) {
    open(path, reason, sink);
    ArmingGap gap = new ArmingGap(path, reason, changeBits, changeReason);
    arming.add(gap);
    return gap;
  }

  /** What is being armed moved with a directory: the gap is at its new place, too. */
  void renamed(PathBytes from, PathBytes to, EventSink sink) {
    for (ArmingGap gap : arming) {
      for (PathBytes path : List.copyOf(gap.paths)) {
        if (path.isUnder(from)) {
          add(gap, path.rebase(from, to), sink);
        } else if (from.isUnder(path)) {
          add(gap, to, sink);
        }
      }
    }
  }

  private void add(ArmingGap gap, PathBytes path, EventSink sink) {
    if (gap.paths.stream().noneMatch(path::isUnder)) {
      gap.paths.add(path);
      open(path, gap.reason, sink);
    }
  }

  /**
   * Ends what is done: first the change, so that everything between an earlier listing of the
   * subtree and its last watch is listed again, then the gap.
   */
  void closeFinished(EventSink sink) {
    for (Iterator<ArmingGap> each = arming.iterator(); each.hasNext(); ) {
      ArmingGap gap = each.next();
      if (gap.tasks == 0) {
        each.remove();
        finish(gap, sink);
      }
    }
  }

  private void finish(ArmingGap gap, EventSink sink) {
    for (PathBytes path : gap.paths) {
      if (gap.changeBits != 0) {
        sink.change(
            path, gap.changeBits | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, gap.changeReason);
      }
      close(path, gap.reason, sink);
    }
  }
}
