package org.tidemark.netbackup.lists;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;

/**
 * Lists a tree by as few entries as what is excluded in it allows: directories that hold something
 * excluded are listed child by child, all others whole. What is mounted below is an entry of its
 * own where it belongs to the tree, and is left alone elsewhere. Not thread-safe; memory follows
 * what is excluded.
 */
final class TreeCover {
  private final Scope scope;
  private final Trees trees;
  private final Placement placement;
  private final Borders borders;
  private final Gathered found;

  TreeCover(Scope scope, Trees trees, Placement placement, Borders borders, Gathered found) {
    this.scope = scope;
    this.trees = trees;
    this.placement = placement;
    this.borders = borders;
    this.found = found;
  }

  void add(PathBytes top) throws IOException {
    if (!scope.mayExcludeBelow(top)) {
      whole(top);
      return;
    }
    Set<PathBytes> divided = new HashSet<>();
    if (divides(top, trees.device(top), divided)) {
      children(top, trees.device(top), divided);
    } else {
      whole(top);
    }
  }

  private boolean isElsewhere(PathBytes child, long device) throws KernelException {
    return trees.device(child) != device && !scope.treeOf(child).nested();
  }

  private void whole(PathBytes directory) throws IOException {
    placement.tree(directory);
    for (PathBytes place : borders.nestedBelow(directory)) {
      placement.tree(place);
    }
  }

  /** Collects the directories at or below that one which hold something excluded. */
  private boolean divides(PathBytes directory, long device, Set<PathBytes> divided)
      throws KernelException {
    List<PathBytes> below = new ArrayList<>();
    boolean[] excluded = new boolean[1];
    trees.children(
        directory,
        (name, kind) -> {
          PathBytes child = directory.child(name);
          if (scope.excludes(child)) {
            excluded[0] = true;
          } else if (kind == Trees.Kind.DIRECTORY && child.length() <= ListLine.LONGEST) {
            below.add(child);
          }
          return true;
        });
    boolean any = excluded[0];
    for (PathBytes child : below) {
      if (scope.mayExcludeBelow(child) && !isElsewhere(child, device)) {
        any |= divides(child, trees.device(child), divided);
      }
    }
    if (any) {
      divided.add(directory);
    }
    return any;
  }

  private void children(PathBytes directory, long device, Set<PathBytes> divided)
      throws IOException {
    List<PathBytes> below = new ArrayList<>();
    long[] kept = new long[1];
    trees.children(
        directory,
        (name, kind) -> {
          PathBytes child = directory.child(name);
          if (!scope.excludes(child)) {
            kept[0] += ListLine.isEverSaved(child, kind) ? 1 : 0;
            child(child, kind, below);
          }
          return true;
        });
    if (kept[0] == 0) {
      placement.onlyExcluded(directory);
    }
    for (PathBytes child : below) {
      below(child, device, divided);
    }
  }

  private void child(PathBytes child, Trees.Kind kind, List<PathBytes> below)
      throws KernelException {
    switch (kind) {
      case DIRECTORY -> below.add(child);
      case DEVICE -> placement.device(child);
      case FILE -> placement.name(child);
      case SOCKET, MISSING -> {}
    }
  }

  private void below(PathBytes child, long device, Set<PathBytes> divided) throws IOException {
    if (isElsewhere(child, device)) {
      found.note(child + " is another filesystem and is left out, as in a whole tree");
    } else if (divided.contains(child)) {
      children(child, device, divided);
    } else {
      whole(child);
    }
  }
}
