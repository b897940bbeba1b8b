package org.tidemark.journal.window;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * What a list is to cover.
 *
 * @param roots the watched roots
 * @param paths what is covered: none below another, in tree order
 * @param base changes after this sequence number
 */
record ListScope(List<Root> roots, List<PathBytes> paths, long base, Presentation presentation) {

  ListScope {
    roots = List.copyOf(roots);
    paths = topmost(paths);
  }

  private static List<PathBytes> topmost(List<PathBytes> paths) {
    List<PathBytes> kept = new ArrayList<>();
    for (PathBytes path : paths.stream().sorted().toList()) {
      if (kept.isEmpty() || !path.isUnder(kept.get(kept.size() - 1))) {
        kept.add(path);
      }
    }
    return List.copyOf(kept);
  }

  /** The covered path at or above this one, or null. */
  PathBytes pathOf(PathBytes candidate) {
    for (PathBytes path : paths) {
      if (candidate.isUnder(path)) {
        return path;
      }
    }
    return null;
  }

  /** The covered paths below this one. */
  List<PathBytes> pathsBelow(PathBytes above) {
    return paths.stream().filter(path -> path.isUnder(above) && !path.equals(above)).toList();
  }

  /**
   * The trees of a full: the covered paths, and the roots inside them, since a walk may stop where
   * another filesystem begins and has the exclusions of the outer root.
   */
  List<PathBytes> wholeTrees() {
    Stream<PathBytes> inside = roots.stream().map(Root::path).filter(root -> pathOf(root) != null);
    return Stream.concat(paths.stream(), inside).distinct().sorted().toList();
  }

  /**
   * True if comparing the tree at {@code top} reaches the path: both lie in one root. A root inside
   * another is a tree of its own.
   */
  boolean reaches(PathBytes top, PathBytes path) {
    Root root = path.isUnder(top) ? rootOf(path) : null;
    return root != null && root.path().length() <= top.length();
  }

  /** The innermost root that holds the path, or null. */
  Root rootOf(PathBytes path) {
    return rootOf(roots, path);
  }

  static Root rootOf(List<Root> roots, PathBytes path) {
    Root found = null;
    for (Root root : roots) {
      if (path.isUnder(root.path())
          && (found == null || root.path().length() > found.path().length())) {
        found = root;
      }
    }
    return found;
  }

  boolean excluded(PathBytes path) {
    Root root = rootOf(path);
    return root == null || !root.covers(path);
  }
}
