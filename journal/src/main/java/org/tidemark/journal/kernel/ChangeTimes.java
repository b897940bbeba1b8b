package org.tidemark.journal.kernel;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;

/**
 * What the times that files carry tell of changes, on the filesystem at one place. Immutable.
 *
 * @param type {@code statfs.f_type}; 0 where it cannot be asked for
 * @param lazy whether times are written to the disk only now and then (mount option lazytime,
 *     mount(8)), so that a loss of power can leave new content with old times
 */
public record ChangeTimes(long type, boolean lazy) {
  private static final long XFS = 0x58465342L;

  /** {@code statfs.f_type} of filesystems on which that was tried; ext2 and ext3 share ext4's. */
  private static final Map<Long, String> KEEPS_THE_RULE =
      Map.of(0xef53L, "ext4", XFS, "xfs", 0x9123683eL, "btrfs");

  /** Of what is there now; the nearest directory that exists speaks for one that is gone. */
  public static ChangeTimes at(Kernel kernel, PathBytes path) {
    return new ChangeTimes(typeAt(kernel, path), isLazyAt(path));
  }

  private static long typeAt(Kernel kernel, PathBytes path) {
    long[] typeAndId = new long[2];
    PathBytes at = path;
    int result = kernel.statfs(at.bytes(), typeAndId);
    while ((result == -Errno.ENOENT || result == -Errno.ENOTDIR) && !at.isRoot()) {
      at = at.parent();
      result = kernel.statfs(at.bytes(), typeAndId);
    }
    return result < 0 ? 0 : typeAndId[0];
  }

  private static boolean isLazyAt(PathBytes path) {
    try {
      return MountTable.read()
          .covering(path)
          .map(mount -> "," + mount.options() + "," + mount.superOptions() + ",")
          .filter(options -> options.contains(",lazytime,"))
          .isPresent();
    } catch (IOException e) {
      return true;
    }
  }

  /** Why times say nothing on a filesystem of that type; empty if they do. */
  public Optional<String> objection() {
    return KEEPS_THE_RULE.containsKey(type)
        ? Optional.empty()
        : Optional.of("times of changes are relied on with ext4, xfs and btrfs only");
  }

  /**
   * Whether names can be exchanged (renameat2(2), RENAME_EXCHANGE) without a trace in the times of
   * what they lead to: xfs_cross_rename() touches the directories around them, and what it leads to
   * only if that are directories with another parent now.
   */
  public boolean exchangesInSilence() {
    return type == XFS;
  }
}
