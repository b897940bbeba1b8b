package org.tidemark.journal.reconcile;

import java.util.Optional;
import org.tidemark.journal.kernel.ChangeTimes;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Reason;

/**
 * Decides whether what changed in a gap can be told by the times that files carry. Where it cannot,
 * the gap stays a SUBTREE for everybody who has a base before its end. Stateless.
 *
 * <p>A change time cannot be set by programs, so a file that was changed, and a directory that was
 * moved or in which names came and went, carries a time of the gap; unless the clock was wrong, the
 * files were not changed by this kernel, or the filesystem does not keep that rule.
 */
final class CtimeTrust {
  private CtimeTrust() {}

  /**
   * @param isRoot whether its path is the top of a watched tree
   * @param times of the filesystem at its place
   * @return why times say nothing about that gap; empty if they do
   */
  static Optional<String> objection(Gap gap, boolean isRoot, ChangeTimes times, long nowMillis) {
    Reason reason = gap.reason();
    if (!(isRoot ? reason.isReconcilableByTime() : reason.isReconcilableBelowRoot())) {
      return Optional.of("what is there now may be older than the gap");
    }
    if (gap.beginMillis() <= 0) {
      return Optional.of("when it began is not known");
    }
    if (gap.beginMillis() > nowMillis) {
      return Optional.of("it began later than now: the clock was set back");
    }
    if (times.lazy() && mayHaveLostTimes(reason)) {
      return Optional.of("mounted with lazytime: a crash loses the times of changes");
    }
    return times.objection();
  }

  /**
   * Whether the machine, or the disk alone, may have lost its power in such a gap, or in one that
   * ended before it: every start has such a gap at its roots, also where the stop before was clean.
   */
  private static boolean mayHaveLostTimes(Reason reason) {
    return switch (reason) {
      case DAEMON_DOWN, UNCLEAN_STOP, NOT_MOUNTED, MOUNT_CHANGED, MOUNTED_OVER, MARK_LOST -> true;
      default -> false;
    };
  }
}
