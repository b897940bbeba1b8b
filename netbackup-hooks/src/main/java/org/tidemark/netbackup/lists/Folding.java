package org.tidemark.netbackup.lists;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;

/**
 * Makes a list shorter by listing directories whole in place of the names in them: those with the
 * most names on the list first, and only directories without directories in them, so that what is
 * saved besides is bounded by what lies beside changed names. Not thread-safe.
 */
final class Folding {
  private final Scope scope;
  private final Trees trees;
  private final Gathered found;

  Folding(Scope scope, Trees trees, Gathered found) {
    this.scope = scope;
    this.trees = trees;
    this.found = found;
  }

  /** Folds until that many entries are left, or nothing can be folded any more. */
  void shorten(long most) throws KernelException {
    Map<PathBytes, Integer> counts = new HashMap<>();
    found.names().forEach(name -> counts.merge(name.parent(), 1, Integer::sum));
    List<Map.Entry<PathBytes, Integer>> largest =
        counts.entrySet().stream()
            .filter(each -> each.getValue() > 1)
            .sorted(
                Map.Entry.<PathBytes, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    long size = (long) found.names().size() + found.trees().size();
    for (Map.Entry<PathBytes, Integer> each : largest) {
      if (size > most && canFold(each.getKey())) {
        fold(each.getKey());
        size -= each.getValue() - 1;
      }
    }
  }

  private boolean canFold(PathBytes directory) throws KernelException {
    if (scope.isTopOrAbove(directory) || ListLine.problem(directory).isPresent()) {
      return false;
    }
    boolean[] leaf = {true};
    trees.children(
        directory,
        (name, kind) -> {
          leaf[0] &= kind != Trees.Kind.DIRECTORY && !scope.excludes(directory.child(name));
          return leaf[0];
        });
    return leaf[0];
  }

  private void fold(PathBytes directory) {
    Iterator<PathBytes> names = found.names().tailSet(directory).iterator();
    while (names.hasNext() && names.next().isUnder(directory)) {
      names.remove();
    }
    found.trees().add(directory);
    found.note(directory + " is saved whole, since the list would be too long");
  }
}
