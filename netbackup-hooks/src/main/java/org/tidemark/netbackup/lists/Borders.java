package org.tidemark.netbackup.lists;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.PathBytes;

/**
 * Where a tree that is listed whole may end for bpbkar although names go on below it: at other
 * filesystems, and at watched trees inside others. Reads the mounts once; owned by the thread that
 * makes the list.
 */
final class Borders {
  /** What the kernel makes up: the journal follows none of it, and there is nothing to save. */
  private static final Set<String> MADE_UP =
      Set.of(
          "autofs",
          "binfmt_misc",
          "bpf",
          "cgroup",
          "cgroup2",
          "configfs",
          "debugfs",
          "devpts",
          "devtmpfs",
          "efivarfs",
          "fusectl",
          "hugetlbfs",
          "mqueue",
          "nsfs",
          "proc",
          "pstore",
          "rpc_pipefs",
          "securityfs",
          "selinuxfs",
          "sysfs",
          "tracefs");

  private final Scope scope;
  private final Trees trees;
  private List<PathBytes> mounts;
  private PathBytes whole;
  private List<PathBytes> inWhole = List.of();
  private long deviceOfWhole;

  Borders(Scope scope, Trees trees) {
    this.scope = scope;
    this.trees = trees;
  }

  /**
   * The places below a directory at which filesystems are mounted that belong to the same watched
   * tree: bpbkar may leave them out of a directory that is listed whole.
   */
  List<PathBytes> nestedBelow(PathBytes directory) throws IOException {
    return below(mounts(), directory).stream()
        .filter(place -> scope.treeOf(place).nested() && !scope.excludes(place))
        .toList();
  }

  /** Whether a path below a directory that is listed whole may be missing in it all the same. */
  boolean between(PathBytes directory, PathBytes path) throws IOException {
    if (!directory.equals(whole)) {
      whole = directory;
      deviceOfWhole = device(directory);
      inWhole = new ArrayList<>(below(mounts(), directory));
      inWhole.addAll(below(scope.trees().stream().map(Scope.Tree::root).toList(), directory));
    }
    return inWhole.stream().anyMatch(path::isUnder) || device(path) != deviceOfWhole;
  }

  /** 0 if it cannot be told: such a path is kept on the list. */
  private long device(PathBytes path) {
    try {
      return trees.device(path);
    } catch (KernelException e) {
      return 0;
    }
  }

  private List<PathBytes> mounts() throws IOException {
    if (mounts == null) {
      mounts =
          MountTable.read().below(PathBytes.ROOT).stream()
              .filter(mount -> !MADE_UP.contains(mount.type()))
              .map(MountTable.Mount::place)
              .distinct()
              .toList();
    }
    return mounts;
  }

  private static List<PathBytes> below(List<PathBytes> places, PathBytes directory) {
    return places.stream()
        .filter(place -> place.isUnder(directory) && !place.equals(directory))
        .toList();
  }
}
