package org.tidemark.journal.window;

import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * A path that may have to be listed, before it is looked up.
 *
 * @param bits {@link ChangeBits}; CREATED only if it happened after the base
 * @param subtree everything below is to be listed too
 * @param contents one level below is to be listed too
 * @param forced not a row of the journal: a gap, or a change above the path
 * @param handle of the objects behind the name at its content and attribute events, one behind the
 *     other, one character per byte; empty if not known
 */
record Candidate(
    PathBytes path,
    int bits,
    boolean subtree,
    boolean contents,
    boolean forced,
    Reason reason,
    String handle) {

  static Candidate forced(PathBytes path, Reason reason) {
    return new Candidate(path, 0, true, false, true, reason, "");
  }

  boolean created() {
    return ChangeBits.has(bits, ChangeBits.CREATED);
  }

  /** Why everything below is listed; a row's own reason may be that of an older collapse. */
  Reason subtreeReason() {
    if (forced || reason.isGap() || describesSubtree()) {
      return reason;
    }
    return ChangeBits.has(bits, ChangeBits.MOVED_IN) ? Reason.MOVED_IN : Reason.RECREATED;
  }

  private boolean describesSubtree() {
    return switch (reason) {
      case CHANGED, REMOVED, COLLAPSED -> false;
      default -> true;
    };
  }

  Reason contentsReason() {
    return reason == Reason.CHANGED || reason == Reason.REMOVED ? Reason.COLLAPSED : reason;
  }
}
