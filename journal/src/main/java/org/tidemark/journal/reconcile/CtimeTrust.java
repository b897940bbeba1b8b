package org.tidemark.journal.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.TimeDoubt;

/**
 * Decides whether what changed in a gap can be told by the times that files carry. Where it cannot,
 * the gap stays a SUBTREE for everybody who has a base before its end. Stateless.
 *
 * <p>A change time cannot be set by programs, so a file that was changed, and a directory that was
 * moved or in which names came and went, carries a time of the gap; unless the clock was wrong, the
 * files were not changed by this kernel, or the filesystem does not keep that rule.
 */
final class CtimeTrust {
  private static final long XFS = 0x58465342L;

  /** {@code statfs.f_type} of filesystems on which that was tried; ext2 and ext3 share ext4's. */
  private static final Map<Long, String> KEEPS_THE_RULE =
      Map.of(0xef53L, "ext4", XFS, "xfs", 0x9123683eL, "btrfs");

  /** What is there after these gaps may never have been here before. */
  private static final Set<Reason> FROM_ELSEWHERE =
      Set.of(
          Reason.NEW_ROOT,
          Reason.MOUNT_CHANGED,
          Reason.MOUNTED_OVER,
          Reason.ROOT_MISSING,
          Reason.ROOT_REPLACED,
          Reason.FILESYSTEM_REPLACED,
          Reason.EXCLUSION_RELAXED);

  private CtimeTrust() {}

  /**
   * @param filesystem {@code statfs.f_type}
   * @param lazyTimes whether times are written to the disk only now and then, by the mount option
   * @return why times say nothing about that gap; empty if they do
   */
  static Optional<String> objection(
      Gap gap, long filesystem, boolean lazyTimes, List<TimeDoubt> doubts, long nowMillis) {
    if (FROM_ELSEWHERE.contains(gap.reason())) {
      return Optional.of("what is there now may be older than the gap");
    }
    if (gap.beginMillis() <= 0) {
      return Optional.of("when it began is not known");
    }
    if (gap.beginMillis() > nowMillis) {
      return Optional.of("it began later than now: the clock was set back");
    }
    if (lazyTimes && gap.reason() == Reason.UNCLEAN_STOP) {
      return Optional.of("mounted with lazytime: a crash loses the times of changes");
    }
    return filesystemObjection(filesystem)
        .or(() -> doubts.stream().filter(one -> one.concerns(gap)).map(TimeDoubt::why).findFirst());
  }

  /**
   * Whether a directory keeps its time when it is exchanged with another name of its own directory
   * (renameat2(2), RENAME_EXCHANGE): xfs_cross_rename() touches only the directory around them.
   */
  static boolean exchangesInSilence(long filesystem) {
    return filesystem == XFS;
  }

  /** Why times say nothing on a filesystem of that type; empty if they do. */
  static Optional<String> filesystemObjection(long type) {
    return KEEPS_THE_RULE.containsKey(type)
        ? Optional.empty()
        : Optional.of("times of changes are relied on with ext4, xfs and btrfs only");
  }
}
