package org.tidemark.journal.source;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Has the walks made that are due, a few at once and the others by the pool under open gaps, and
 * takes in what they found. Ingest thread only.
 */
final class Arming {
  private static final int NONE = DirectoryTree.NONE;

  /** New directories up to this many are watched at once; more are left to the pool. */
  private static final int AT_ONCE = 256;

  private static final int MOST_GAPS_AT_ONCE = 32;
  private static final int WALKS_UNDER_WAY = 16;

  /** What {@link #integrateFinished} may take, so that events do not wait. */
  private static final long SLICE_NANOS = 50_000_000;

  private final WatchedDirectories directories;
  private final DirectoryTree tree;
  private final PathBytes place;
  private final TreeWalker walker;
  private final ArmingPool pool;
  private final WalkQueue queue;
  private final PendingMoves moves;
  private final OpenGaps gaps;
  private final BlockedPlaces blocked;
  private final TouchedNames touched = new TouchedNames();

  /** The directory that was last handed on to be checked. */
  private int checked = NONE;

  Arming(
      WatchedDirectories directories,
      TreeWalker walker,
      ArmingPool pool,
      WalkQueue queue,
      PendingMoves moves,
      OpenGaps gaps,
      BlockedPlaces blocked) {
    this.directories = directories;
    this.tree = directories.tree();
    this.place = directories.place();
    this.walker = walker;
    this.pool = pool;
    this.queue = queue;
    this.moves = moves;
    this.gaps = gaps;
    this.blocked = blocked;
  }

  /** An entry of a directory had an event that can change what it leads to. */
  void touch(int watch, byte[] buffer, int offset, int length) {
    if (pool.underWay() > 0) {
      touched.touch(watch, buffer, offset, length);
    }
  }

  /** An event of a directory that is not in the tree, or not yet. */
  void strange(int watch, boolean watchIsGone) {
    if (pool.underWay() > 0) {
      touched.touch(watch);
    } else if (!watchIsGone) {
      directories.removeWatch(watch);
    }
  }

  /** Walks the whole tree, under an open gap; what walks under way find is not believed. */
  void armAll(Reason reason, EventSink sink) {
    touched.touchAll();
    ArmingGap gap = gaps.arm(place, reason, 0, reason, sink);
    queue.clearPending();
    queue.add(new WalkTask(tree.watch(DirectoryTree.ROOT), null, gap, false));
    feedPool();
  }

  /** Walks one directory again with all below it, such as after an unmount showed what it hid. */
  void armAgain(PathBytes directory, Reason reason, EventSink sink) {
    int node = directories.nodeAt(directory);
    ArmingGap gap = gaps.arm(directory, reason, 0, reason, sink);
    byte[] missing = directory.relativeTo(directories.path(node));
    List<byte[]> names = missing.length == 0 ? null : List.of(firstComponent(missing));
    if (tree.watch(node) == NONE) {
      node = DirectoryTree.ROOT;
      names = null;
    }
    queue.add(new WalkTask(tree.watch(node), names, gap, false));
    feedPool();
  }

  private static byte[] firstComponent(byte[] path) {
    int end = 0;
    while (end < path.length && path[end] != '/') {
      end++;
    }
    return Arrays.copyOf(path, end);
  }

  /** Takes in what the pool found, for a while, and gives it more to do. */
  void integrateFinished(EventSink sink) {
    long end = System.nanoTime() + SLICE_NANOS;
    Walk walk = pool.poll();
    while (walk != null) {
      integrate(walk, sink);
      WalkQueue.finished(walk.task);
      feedPool();
      walk = System.nanoTime() - end < 0 ? pool.poll() : null;
    }
  }

  /** Does what is left; facts of walks that ended need not be doubted any more. */
  void settleAll(EventSink sink) {
    settle(place, 0, Reason.NOT_ARMED, sink);
    feedPool();
    if (pool.underWay() == 0) {
      touched.clear();
    }
  }

  private void feedPool() {
    WalkTask task = nextForPool();
    while (task != null) {
      int node = tree.nodeOf(task.watch());
      int detached = node == NONE ? NONE : tree.detachedAbove(node);
      if (node == NONE || detached != NONE) {
        moves.walkAgain(detached);
        WalkQueue.finished(task);
      } else {
        pool.submit(new Walk(task, tree.path(node), touched.now()));
      }
      task = nextForPool();
    }
  }

  private @Nullable WalkTask nextForPool() {
    return pool.underWay() < WALKS_UNDER_WAY ? queue.pollPending() : null;
  }

  /**
   * Does what is urgent, here and now, up to a bound; beyond it the pool goes on under open gaps.
   *
   * @param path what belongs to this directory is one gap, reported as this when it ends
   */
  void settle(PathBytes path, int bits, Reason reason, EventSink sink) {
    int budget = AT_ONCE;
    while (queue.urgent() > 0 && budget > 0) {
      WalkTask task = queue.pollUrgent();
      int node = tree.nodeOf(task.watch());
      if (node != NONE) {
        Walk walk = new Walk(task, tree.path(node), touched.now());
        walker.run(walk, budget);
        budget -= 1 + walk.found.size();
        integrate(walk, sink);
      }
    }
    if (queue.urgent() > 0) {
      leaveToPool(path, bits, reason, sink);
    }
  }

  private void leaveToPool(PathBytes path, int bits, Reason reason, EventSink sink) {
    boolean many = queue.urgent() > MOST_GAPS_AT_ONCE;
    ArmingGap shared = many ? gaps.arm(place, Reason.NOT_ARMED, 0, Reason.NOT_ARMED, sink) : null;
    while (queue.urgent() > 0) {
      WalkTask task = queue.pollUrgent();
      int node = tree.nodeOf(task.watch());
      if (node != NONE) {
        PathBytes own = gapPath(task, node);
        ArmingGap gap = shared;
        if (!many && (!own.isUnder(path) || bits == 0)) {
          gap = gaps.arm(own, Reason.NOT_ARMED, ChangeBits.MOVED_IN, Reason.MOVED_IN, sink);
        } else if (gap == null) {
          gap = gaps.arm(path, Reason.NOT_ARMED, bits, reason, sink);
          shared = gap;
        }
        queue.add(new WalkTask(task.watch(), task.names(), gap, task.mends()));
      }
    }
    feedPool();
  }

  private PathBytes gapPath(WalkTask task, int node) {
    PathBytes path = directories.path(node);
    boolean single = task.names() != null && task.names().size() == 1;
    return single ? path.child(task.names().get(0)) : path;
  }

  private void integrate(Walk walk, EventSink sink) {
    int node = tree.nodeOf(walk.task.watch());
    if (walk.broken != null) {
      throw new IllegalStateException("walking " + place.resolve(walk.path), walk.broken);
    }
    if (walk.top.watch != walk.task.watch()) {
      directories.release(walk.top.watch);
      misplaced(walk, node, sink);
    } else if (node == NONE) {
      walk.found.forEach(found -> directories.release(found.watch));
    } else {
      new WalkIntegration(directories, queue, touched, blocked, walk, node, sink).run();
    }
  }

  /** At the path of the directory there was another one, or none, or it could not be opened. */
  private void misplaced(Walk walk, int node, EventSink sink) {
    if (node == NONE) {
      return;
    }
    if (walk.task.compares()) {
      misplacedInCheck(walk, node);
      return;
    }
    if (!Arrays.equals(tree.path(node), walk.path)) {
      queue.add(walk.task);
    } else if (BlockedPlaces.isObstacle(walk.top.watch)) {
      blocked.add(directories.path(node), BlockedPlaces.reason(walk.top.watch), place, sink);
    } else {
      directories.lookAgain(node);
    }
  }

  // --- checking ----------------------------------------------------------------------------------

  /**
   * Has the pool compare the next few directories with the disk, round and round; none while the
   * pool has more to do.
   */
  void check(int most) {
    for (int i = 0; i < most && pool.underWay() < WALKS_UNDER_WAY; i++) {
      int node = tree.nextLive(checked);
      checked = node;
      if (node == NONE) {
        return;
      }
      if (tree.watch(node) != NONE && tree.detachedAbove(node) == NONE) {
        Walk walk = new Walk(WalkTask.check(tree.watch(node)), tree.path(node), touched.now());
        pool.submit(walk);
      }
    }
  }

  /** True before the first and after the last directory of a round. */
  boolean checkedAll() {
    return checked == NONE;
  }

  /** A directory that moved since, or cannot be opened, is still watched; another one is not. */
  private void misplacedInCheck(Walk walk, int node) {
    boolean same = Arrays.equals(tree.path(node), walk.path);
    if (!same || BlockedPlaces.isObstacle(walk.top.watch) || directories.isOnTheWay(node)) {
      return;
    }
    if (node == DirectoryTree.ROOT) {
      directories.misplaceRoot();
    } else {
      directories.lookAfterCheck(tree.parent(node), tree.name(node));
    }
  }
}
