package org.tidemark.netbackup.lists;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;

/**
 * What is backed up, and what is left out of it.
 *
 * @param tops no directory at or above one of them is listed because of a single name in it
 */
public record Scope(List<PathBytes> tops, List<Tree> trees) {
  /** A watched tree. */
  public record Tree(PathBytes root, boolean nested, Exclusions exclusions) {}

  public Scope {
    tops = List.copyOf(tops);
    trees = List.copyOf(trees);
  }

  /**
   * @param paths what the consumer covers; empty for all watched trees
   */
  public static Scope of(List<RootInfo> roots, List<PathBytes> paths) {
    List<Tree> trees = new ArrayList<>();
    for (RootInfo root : roots) {
      trees.add(new Tree(root.path(), root.nested(), Exclusions.of(root.exclusions())));
    }
    List<PathBytes> tops =
        paths.isEmpty() ? trees.stream().map(Tree::root).toList() : List.copyOf(paths);
    return new Scope(tops, trees);
  }

  /** The innermost tree that holds a path; one without exclusions if none does. */
  Tree treeOf(PathBytes path) {
    Tree found = new Tree(PathBytes.ROOT, true, Exclusions.NONE);
    for (Tree tree : trees) {
      if (path.isUnder(tree.root()) && tree.root().length() >= found.root().length()) {
        found = tree;
      }
    }
    return found;
  }

  boolean excludes(PathBytes path) {
    Tree tree = treeOf(path);
    return tree.exclusions().excludes(path, tree.root());
  }

  /** False if nothing below that path can be excluded, whatever it is called. */
  boolean mayExcludeBelow(PathBytes path) {
    Exclusions exclusions = treeOf(path).exclusions();
    return !exclusions.globs().isEmpty()
        || exclusions.paths().stream().anyMatch(excluded -> excluded.isUnder(path))
        || trees.stream().anyMatch(tree -> isBelow(tree, path) && !tree.exclusions().isEmpty());
  }

  private static boolean isBelow(Tree tree, PathBytes path) {
    return tree.root().isUnder(path) && !tree.root().equals(path);
  }

  /** True for a directory that is a top, or holds one. */
  boolean isTopOrAbove(PathBytes directory) {
    return tops.stream().anyMatch(top -> top.isUnder(directory));
  }
}
