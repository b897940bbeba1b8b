package org.tidemark.netbackup.lists;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;

/**
 * Finds the place of each name that is to be saved: on the list, in a user backup, in a directory
 * that is listed whole in its stead, or, if that would cost too much, among what stays pending.
 * Never nowhere. Not thread-safe.
 */
final class Placement {
  private final ListSettings settings;
  private final Trees trees;
  private final Gathered found;

  /** Directories that were asked for in a name's stead, and whether they were cheap enough. */
  private final Map<PathBytes, Boolean> instead = new HashMap<>();

  Placement(ListSettings settings, Trees trees, Gathered found) {
    this.settings = settings;
    this.trees = trees;
    this.found = found;
  }

  void name(PathBytes path) throws KernelException {
    place(path, false);
  }

  void tree(PathBytes path) throws KernelException {
    place(path, true);
  }

  private void place(PathBytes path, boolean tree) throws KernelException {
    Optional<ListLine.Problem> problem = ListLine.problem(path);
    if (problem.isEmpty()) {
      (tree ? found.trees() : found.names()).add(path);
    } else if (problem.get() == ListLine.Problem.TOO_LONG) {
      found.unsaved().add(path);
      found.note("NetBackup saves no path of more than 1023 bytes: " + path);
    } else if (settings.userRoute()) {
      found.userNames().add(path);
    } else {
      directoryInstead(path, problem.get().name());
    }
  }

  /** Listed by its name, a device would be read to its end as a raw partition. */
  void device(PathBytes path) throws KernelException {
    directoryInstead(path, "DEVICE");
  }

  private void directoryInstead(PathBytes path, String why) throws KernelException {
    PathBytes directory = path.parent();
    while (ListLine.problem(directory).isPresent()) {
      directory = directory.parent();
    }
    if (isCheapInstead(directory) && comesWith(directory, path)) {
      found.trees().add(directory);
      found.note(directory + " is saved whole, since no list can name " + path + " (" + why + ")");
    } else {
      found.pending().add(path);
      found.note("not saved, since no list can name it and its directory is large: " + path);
    }
  }

  private boolean isCheapInstead(PathBytes directory) throws KernelException {
    Boolean cheap = instead.get(directory);
    if (cheap == null) {
      cheap = isCheap(directory);
      instead.put(directory, cheap);
    }
    return cheap;
  }

  /** What is on another filesystem may be left out of a directory that is listed whole. */
  private boolean comesWith(PathBytes directory, PathBytes path) throws KernelException {
    long device = trees.device(path);
    return device == 0 || device == trees.device(directory);
  }

  private boolean isCheap(PathBytes directory) throws KernelException {
    return !settings.scope().isTopOrAbove(directory)
        && new TreeSize(trees, settings.largestTree()).fits(directory);
  }

  /** A directory that holds nothing but what is excluded comes only with all of that. */
  void onlyExcluded(PathBytes directory) throws KernelException {
    if (isCheap(directory)) {
      tree(directory);
      found.note(directory + " is saved whole, although all that it holds is excluded");
    } else {
      found.note(directory + " comes with the next full only: all that it holds is excluded");
    }
  }
}
