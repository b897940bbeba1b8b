package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** A part of the tree whose watches are being set, and the open gap for it. Ingest thread only. */
final class ArmingGap {
  final Reason reason;

  /** What the top is reported as when the last watch is set; 0 where the gap itself says it all. */
  final int changeBits;

  final Reason changeReason;

  /** Where it began, and where parts of it were moved to since. */
  final List<PathBytes> paths = new ArrayList<>();

  /** Walks that are not yet integrated. */
  int tasks;

  ArmingGap(PathBytes path, Reason reason, int changeBits, Reason changeReason) {
    this.reason = reason;
    this.changeBits = changeBits;
    this.changeReason = changeReason;
    paths.add(path);
  }
}
