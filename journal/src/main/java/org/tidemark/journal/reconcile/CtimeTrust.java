package org.tidemark.journal.reconcile;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final long XFS = 0x58465342L;

  /** {@code statfs.f_type} of filesystems on which that was tried; ext2 and ext3 share ext4's. */
  private static final Map<Long, String> KEEPS_THE_RULE =
      Map.of(0xef53L, "ext4", XFS, "xfs", 0x9123683eL, "btrfs");

  /** Below a root what comes to light so may be a filesystem that was never there before. */
  private static final Set<Reason> OTHER_MOUNT = Set.of(Reason.MOUNT_CHANGED, Reason.MOUNTED_OVER);

  private CtimeTrust() {}

  /**
   * @param isRoot whether its path is the top of a watched tree
   * @param filesystem {@code statfs.f_type}
   * @param lazyTimes whether times are written to the disk only now and then, by the mount option
   * @return why times say nothing about that gap; empty if they do
   */
  static Optional<String> objection(
      Gap gap, boolean isRoot, long filesystem, boolean lazyTimes, long nowMillis) {
    if (!gap.reason().isReconcilableByTime() || (!isRoot && OTHER_MOUNT.contains(gap.reason()))) {
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
    return filesystemObjection(filesystem);
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
