package org.tidemark.bacula;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.walk.TreeWalk;
import org.tidemark.journal.walk.WalkControl;
import org.tidemark.journal.walk.WalkOutcome;
import org.tidemark.journal.walk.WalkRequest;
import org.tidemark.journal.walk.WalkVisitor;
import org.tidemark.journal.walk.WalkedChild;
import org.tidemark.journal.walk.WalkedDirectory;

/**
 * Where subvolumes of btrfs begin, which no table shows unless they are mounted: found by a walk of
 * the directories of a tree that Bacula is going to walk anyway. Used by one thread.
 */
final class Subvolumes {
  private final SortedMap<PathBytes, Integer> unsearched = new ConcurrentSkipListMap<>();

  /**
   * Those strictly below a directory, in tree order. It may be gone by now: there are none then.
   *
   * @param leftOut other filesystems and what else does not belong to the tree
   * @throws IllegalStateException if the walk was interrupted
   */
  NavigableSet<PathBytes> below(PathBytes top, Exclusions exclusions, List<PathBytes> leftOut) {
    NavigableSet<PathBytes> found = new ConcurrentSkipListSet<>();
    WalkRequest request =
        new WalkRequest(top, exclusions, leftOut, true, WalkRequest.usualThreads(), -1);
    WalkOutcome outcome =
        TreeWalk.run(new NativeKernel(), request, () -> new Visitor(found), new WalkControl());
    int errno = outcome.topErrno();
    if (errno == 0 && !outcome.complete()) {
      throw new IllegalStateException("interrupted in " + top);
    }
    if (errno != 0 && errno != Errno.ENOENT && errno != Errno.ENOTDIR && errno != Errno.ELOOP) {
      unsearched.put(top, errno);
    }
    return found;
  }

  /** Directories that could not be looked through, with their codes. */
  Map<PathBytes, Integer> unsearched() {
    return Collections.unmodifiableMap(unsearched);
  }

  private final class Visitor implements WalkVisitor {
    private final NavigableSet<PathBytes> found;

    private Visitor(NavigableSet<PathBytes> found) {
      this.found = found;
    }

    @Override
    public boolean wantsStat(int type) {
      return false;
    }

    @Override
    public int enter(WalkedDirectory directory) {
      if (directory.depth() > 0 && directory.stat().isSubvolumeTop()) {
        found.add(directory.path());
      }
      return 0;
    }

    @Override
    public void child(WalkedDirectory directory, WalkedChild child) {}

    @Override
    public void failed(PathBytes path, int errno) {
      unsearched.put(path, errno);
    }
  }
}
