package org.tidemark.journal.source;

import java.util.List;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/**
 * The directories of a place with their watches, and the looks that are due where the tree and the
 * disk may differ. Ingest thread only.
 */
final class WatchedDirectories {
  private static final int ROOT = DirectoryTree.ROOT;
  private static final int NONE = DirectoryTree.NONE;

  private final Kernel kernel;
  private final int inotify;
  private final PathBytes place;
  private final DirectoryTree tree = new DirectoryTree();
  private final PendingMoves moves;
  private final BlockedPlaces blocked;
  private final WalkQueue queue;

  private boolean rootMisplaced;
  private boolean watchesFreed;

  WatchedDirectories(
      Kernel kernel,
      int inotify,
      PathBytes place,
      PendingMoves moves,
      BlockedPlaces blocked,
      WalkQueue queue) {
    this.kernel = kernel;
    this.inotify = inotify;
    this.place = place;
    this.moves = moves;
    this.blocked = blocked;
    this.queue = queue;
  }

  DirectoryTree tree() {
    return tree;
  }

  PathBytes place() {
    return place;
  }

  PathBytes path(int node) {
    return place.resolve(tree.path(node));
  }

  /** True if the directory, or one above it, left its name and was not yet seen elsewhere. */
  boolean isOnTheWay(int node) {
    return tree.isLive(node) && tree.detachedAbove(node) != NONE;
  }

  /** A walk came upon another directory, or none, at the place of the root. */
  boolean rootMisplaced() {
    return rootMisplaced;
  }

  /** The watch of the root is gone, or another directory stands at its place. */
  void misplaceRoot() {
    rootMisplaced = true;
  }

  /** The place has another directory than the one we followed, or the same one again. */
  void takeRoot(int watch) {
    rootMisplaced = false;
    int stale = tree.nodeOf(watch);
    if (stale == ROOT) {
      return;
    }
    if (stale != NONE) {
      tree.free(stale, this::removeWatch);
    }
    int old = tree.watch(ROOT);
    tree.setWatch(ROOT, watch);
    removeWatch(old);
  }

  /** The directory at a path, or the nearest one above it that is in the tree. */
  int nodeAt(PathBytes path) {
    byte[] relative = path.relativeTo(place);
    int node = ROOT;
    int from = 0;
    for (int at = 0; at <= relative.length; at++) {
      if (at == relative.length || relative[at] == '/') {
        int next = tree.child(node, relative, from, at - from);
        if (next == NONE) {
          return node;
        }
        node = next;
        from = at + 1;
      }
    }
    return node;
  }

  /** Looks at what a directory's name leads to now. */
  void lookAgain(int node) {
    if (!tree.isLive(node)) {
      look(tree.parent(node), tree.name(node), true);
      return;
    }
    int detached = tree.detachedAbove(node);
    if (detached != NONE) {
      moves.walkAgain(detached);
    } else if (node == ROOT) {
      rootMisplaced = true;
    } else {
      look(tree.parent(node), tree.name(node), true);
    }
  }

  /**
   * Looks at what a name leads to now, before the next event.
   *
   * @param mends true if nobody else reports what is found
   */
  void look(int parent, byte[] name, boolean mends) {
    int watch = tree.watch(parent);
    if (watch == NONE) {
      // What lies below a freed or lost directory is found with it.
      lookAgain(parent);
    } else {
      queue.add(new WalkTask(watch, List.of(name), null, mends));
    }
  }

  /** Looks at a name of which a check found another state on the disk than in the tree. */
  void lookAfterCheck(int parent, byte[] name) {
    int watch = tree.watch(parent);
    if (watch != NONE) {
      queue.add(new WalkTask(watch, List.of(name), null, true, true));
    }
  }

  /** A directory is gone from this tree with all below it. */
  void free(int node, EventSink sink) {
    if (!blocked.isEmpty()) {
      blocked.removed(path(node), sink);
    }
    tree.free(node, this::removeWatch);
  }

  /** Takes away a watch that no directory of the tree has. */
  void release(int watch) {
    if (watch >= 0 && tree.nodeOf(watch) == NONE) {
      removeWatch(watch);
    }
  }

  void removeWatch(int watch) {
    // EINVAL: the kernel took it away already, with its directory.
    int unused = kernel.inotifyRemoveWatch(inotify, watch);
    watchesFreed = true;
  }

  /** The kernel took a watch away. */
  void watchFreed() {
    watchesFreed = true;
  }

  /** True if watches were given back since this was last asked. */
  boolean watchesFreed() {
    boolean freed = watchesFreed;
    watchesFreed = false;
    return freed;
  }
}
