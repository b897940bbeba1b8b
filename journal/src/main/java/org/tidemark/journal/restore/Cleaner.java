package org.tidemark.journal.restore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileChanges;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.PercentText;

/**
 * Removes from the restored tree what the final state calls gone, and what stands where something
 * of another kind belongs. Goes from directory to directory by descriptors, never follows a link
 * and never enters another filesystem to remove something there. One thread.
 */
final class Cleaner {
  private static final byte[] DOT = {'.'};
  private static final int LONGEST_TARGET = 4096;

  private final Kernel kernel;
  private final FileChanges changes;
  private final BeneathTree tree;
  private final Ages ages;
  private final boolean dryRun;
  private final Tally tally;

  /** A directory whose names are being judged. */
  private static final class Here {
    private final int descriptor;
    private final PathBytes path;
    private final long device;
    private boolean changed;

    Here(int descriptor, PathBytes path, long device) {
      this.descriptor = descriptor;
      this.path = path;
      this.device = device;
    }
  }

  Cleaner(
      Kernel kernel,
      FileChanges changes,
      BeneathTree tree,
      Ages ages,
      boolean dryRun,
      Tally tally) {
    this.kernel = kernel;
    this.changes = changes;
    this.tree = tree;
    this.ages = ages;
    this.dryRun = dryRun;
    this.tally = tally;
  }

  void clean(FinalState state) throws IOException {
    FileStat stat = new FileStat();
    int root = tree.openDirectory(PathBytes.ROOT);
    if (root >= 0 && tree.stat(PathBytes.ROOT, stat) == 0) {
      LastWord word = LastWord.NOTHING.ofChild(state.root());
      boolean unused = enter(root, PathBytes.ROOT, stat, state.root(), word);
    }
  }

  /**
   * Judges what is in a directory, and closes it.
   *
   * @return true if something is left in it
   */
  private boolean enter(
      int descriptor, PathBytes path, FileStat stat, @Nullable FinalNode node, LastWord word)
      throws IOException {
    Here here = new Here(descriptor, path, stat.device());
    try {
      boolean remains = false;
      for (BeneathTree.Name name : concerned(here, node, word)) {
        FinalNode child = node == null ? null : node.child(name.latin1());
        remains |= judge(here, name.bytes(), child, word.ofChild(child));
      }
      if (here.changed) {
        putTimesBack(here, stat);
      }
      return remains;
    } finally {
      tree.close(descriptor);
    }
  }

  /** Where nothing was below the directory, all that is in it; else what the words speak of. */
  private List<BeneathTree.Name> concerned(Here here, @Nullable FinalNode node, LastWord word)
      throws IOException {
    if (word.below() > 0) {
      return tree.names(here.descriptor, here.path);
    }
    List<BeneathTree.Name> names = new ArrayList<>();
    if (node != null) {
      for (String name : node.children().keySet()) {
        names.add(new BeneathTree.Name(name));
      }
    }
    return names;
  }

  /** For directories that no manifest describes: what was restored is right. */
  private void putTimesBack(Here here, FileStat before) {
    long[] times = {
      before.accessSeconds(), before.accessNanos(), before.modifySeconds(), before.modifyNanos()
    };
    int result = kernel.utimensat(here.descriptor, DOT, times, 0);
    if (result < 0) {
      tally.failed(here.path, "utimensat", -result);
    }
  }

  /** True if the name stays. */
  private boolean judge(Here in, byte[] name, @Nullable FinalNode node, LastWord word)
      throws IOException {
    PathBytes path = in.path.child(name);
    FileStat stat = new FileStat();
    int result = kernel.statx(in.descriptor, name, Flags.AT_SYMLINK_NOFOLLOW, stat);
    if (result < 0) {
      return result != -Errno.ENOENT && tally.failed(path, "statx", -result);
    }
    boolean goes = word.isGone() || word.isOtherThan(stat.isDirectory());
    if (stat.device() != in.device && (goes || word.below() > 0)) {
      return tally.kept(path, "another filesystem is mounted there");
    }
    if (stat.isDirectory()) {
      return directory(in, name, node, word, stat, goes);
    }
    if (!goes) {
      return true;
    }
    if (stat.isSocket()) {
      // In a tree that is in use it is some program's, and manifests are silent of sockets.
      return tally.kept(path, "a socket, which no backup brought");
    }
    if (stat.isSymbolicLink() && !word.isGone()) {
      sayFollowed(in, name);
    }
    return ages.isNewer(stat, word.remover())
        ? tally.kept(path, "newer than the word that removes it")
        : remove(in, name, false);
  }

  private void sayFollowed(Here in, byte[] name) {
    byte[] target = new byte[LONGEST_TARGET];
    int length = kernel.readlinkat(in.descriptor, name, target);
    PathBytes path = in.path.child(name);
    if (length < 0) {
      boolean unused = tally.failed(path, "readlink", -length);
    } else {
      tally.followed(path, PercentText.encode(Arrays.copyOf(target, length)));
    }
  }

  private boolean directory(
      Here in, byte[] name, @Nullable FinalNode node, LastWord word, FileStat stat, boolean goes)
      throws IOException {
    PathBytes path = in.path.child(name);
    if (!goes && word.below() == 0 && (node == null || node.children().isEmpty())) {
      return true;
    }
    int flags = Flags.O_RDONLY | Flags.O_DIRECTORY | Flags.O_NOFOLLOW;
    int descriptor = kernel.openat(in.descriptor, name, flags);
    if (descriptor < 0) {
      return tally.failed(path, "open", -descriptor);
    }
    boolean remains = enter(descriptor, path, stat, node, word);
    return !goes || remains || remove(in, name, true);
  }

  /** True if it could not be removed. */
  private boolean remove(Here in, byte[] name, boolean directory) {
    PathBytes path = in.path.child(name);
    int result = dryRun ? 0 : unlink(in, name, directory);
    if (result < 0 && result != -Errno.ENOENT) {
      return tally.failed(path, directory ? "rmdir" : "unlink", -result);
    }
    in.changed |= !dryRun;
    tally.removed(path);
    return false;
  }

  private int unlink(Here in, byte[] name, boolean directory) {
    return directory
        ? changes.removeDirectory(in.descriptor, name)
        : changes.unlink(in.descriptor, name);
  }
}
