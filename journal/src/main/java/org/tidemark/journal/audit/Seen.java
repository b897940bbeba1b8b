package org.tidemark.journal.audit;

import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.PathBytes;

/**
 * A name as it was found in the tree; times in nanoseconds since 1970.
 *
 * @param links number of names that the object has
 */
record Seen(
    PathBytes path,
    boolean directory,
    boolean regular,
    long changeTime,
    long modifyTime,
    int links,
    long device,
    long inode) {

  static Seen of(PathBytes path, FileStat stat) {
    return new Seen(
        path,
        stat.isDirectory(),
        stat.isRegular(),
        stat.changeTime(),
        stat.modifySeconds() * 1_000_000_000L + stat.modifyNanos(),
        stat.links(),
        stat.device(),
        stat.inode());
  }

  /** A directory's links are its subdirectories. */
  boolean hasOtherNames() {
    return !directory && links > 1;
  }
}
