package org.tidemark.journal.source;

import java.util.Set;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;

/**
 * Tells directories that have no directories in them from their number of links, which costs a
 * small part of listing them. Used by one thread at a time.
 *
 * <p>A directory has two links of its own, and {@code ..} of each directory in it is one more. The
 * filesystems named here count a new one before the kernel tells of it: whoever sets a watch and
 * counts afterwards either counts it or gets its event. Elsewhere the number means nothing; btrfs
 * always says 1. So does ext4 of a directory that ever had more than 65,000, but while it adds one
 * more it may say 2 for a moment: a large directory is never believed.
 */
final class SubdirectoryCount {
  private static final Set<String> KEPT = Set.of("ext2", "ext3", "ext4", "xfs", "tmpfs");
  private static final int OWN_LINKS = 2;

  /** Bytes; 65,000 entries of the shortest names take more, and no directory of ext4 shrinks. */
  private static final long LARGE = 512 << 10;

  private static final byte[] ITSELF = new byte[0];

  private final Kernel kernel;
  private final boolean kept;
  private final FileStat stat = new FileStat();

  /**
   * @param filesystem the type, as in mountinfo
   */
  SubdirectoryCount(Kernel kernel, String filesystem) {
    this.kernel = kernel;
    this.kept = KEPT.contains(filesystem);
  }

  /** True if an open directory has none; false if it may have some. */
  boolean isZero(int descriptor) {
    return kept
        && kernel.statx(descriptor, ITSELF, Flags.AT_EMPTY_PATH, stat) == 0
        && stat.links() == OWN_LINKS
        && stat.size() < LARGE;
  }
}
