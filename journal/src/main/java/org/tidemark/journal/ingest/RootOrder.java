package org.tidemark.journal.ingest;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * The roots, innermost first: one inside another rules over what lies there, with exclusions of its
 * own. Thread-safe.
 */
final class RootOrder {
  private volatile List<Root> roots;

  RootOrder(List<Root> roots) {
    this.roots = sorted(roots);
  }

  void set(List<Root> newRoots) {
    roots = sorted(newRoots);
  }

  private static List<Root> sorted(List<Root> roots) {
    return roots.stream()
        .sorted(Comparator.comparingInt((Root root) -> root.path().length()).reversed())
        .toList();
  }

  List<Root> innermostFirst() {
    return roots;
  }

  /** A gap of a whole filesystem concerns the roots on it; one outside every root, nobody. */
  void forPlacesOf(PathBytes gap, Consumer<PathBytes> action) {
    for (Root root : roots) {
      if (root.covers(gap)) {
        action.accept(gap);
        return;
      }
      if (root.path().isUnder(gap)) {
        action.accept(root.path());
      }
    }
  }
}
