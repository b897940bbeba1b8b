package org.tidemark.rsync;

import java.time.Duration;
import java.util.List;
import org.tidemark.journal.model.PathBytes;

/**
 * How one pass ended.
 *
 * @param number rsync's exit status
 * @param names how many were listed for it
 * @param touched names that rsync says it copied or changed
 * @param deleted names that rsync says it removed
 * @param leftBehind directories that it should have removed and could not
 * @param vanished what it says vanished while it was copied
 * @param replacedDirectories whether it complains of nothing but directories that it replaced by
 *     links
 * @param numberUsedAnew whether its list may be wrong, since an inode number was used anew
 */
record PassResult(
    Pass pass,
    int number,
    long names,
    long touched,
    long deleted,
    long leftBehind,
    List<PathBytes> vanished,
    boolean replacedDirectories,
    boolean numberUsedAnew,
    Duration duration) {
  PassResult {
    vanished = List.copyOf(vanished);
  }

  RsyncExit exit() {
    return RsyncExit.of(number);
  }
}
