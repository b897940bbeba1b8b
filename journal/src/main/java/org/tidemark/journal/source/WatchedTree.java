package org.tidemark.journal.source;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * The tree of watched directories, kept true by events and by walks. Ingest thread only.
 *
 * <p>Walks look at the disk as it is, events tell of it as it was: each may be ahead of the other.
 * Two rules make them meet. Whatever a walk found under a name that had an event since the walk
 * began is not believed but looked at again. And a fact taken from a disk that is ahead of the
 * events is put right by those events, since each of them makes us look at its name again, and the
 * last one looks last.
 */
final class WatchedTree {
  private static final int ROOT = DirectoryTree.ROOT;
  private static final int NONE = DirectoryTree.NONE;

  /** New directories up to this many are watched at once; more are left to the pool. */
  private static final int AT_ONCE = 256;

  private static final int NAMES_PER_TASK = 256;
  private static final int MOST_GAPS_AT_ONCE = 32;
  private static final int WALKS_UNDER_WAY = 64;

  /** What {@link #maintain} may take, so that events do not wait. */
  private static final long SLICE_NANOS = 50_000_000;

  private final Kernel kernel;
  private final int inotify;
  private final PathBytes place;
  private final TreeWalker walker;
  private final ArmingPool pool;
  private final DirectoryTree tree = new DirectoryTree();
  private final TouchedNames touched = new TouchedNames();
  private final PendingMoves moves = new PendingMoves();
  private final OpenGaps gaps = new OpenGaps();
  private final BlockedPlaces blocked = new BlockedPlaces(gaps);

  /** To be walked before anything else is done, on this thread. */
  private final Deque<WalkTask> urgent = new ArrayDeque<>();

  /** To be walked by the pool; each under an open gap. */
  private final Deque<WalkTask> pending = new ArrayDeque<>();

  private boolean rootMisplaced;
  private boolean watchesFreed;

  WatchedTree(
      Kernel kernel, int inotify, PathBytes place, TreeWalker walker, ArmingPool pool, int watch) {
    this.kernel = kernel;
    this.inotify = inotify;
    this.place = place;
    this.walker = walker;
    this.pool = pool;
    tree.setWatch(ROOT, watch);
  }

  DirectoryTree directories() {
    return tree;
  }

  PathBytes path(int node) {
    return place.resolve(tree.path(node));
  }

  /** True if the directory, or one above it, left its name and was not yet seen elsewhere. */
  boolean isOnTheWay(int node) {
    return tree.isLive(node) && tree.detachedAbove(node) != NONE;
  }

  /** A gap of the whole tree that is not about arming. */
  void holdGap(Reason reason, EventSink sink) {
    gaps.open(place, reason, sink);
  }

  void releaseGap(Reason reason, EventSink sink) {
    gaps.close(place, reason, sink);
  }

  /** Part of the tree is not watched. */
  boolean incomplete() {
    return !gaps.isEmpty();
  }

  /** A walk came upon another directory, or none, at the place of the root. */
  boolean rootMisplaced() {
    return rootMisplaced;
  }

  // --- what events say ---------------------------------------------------------------------------

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
      removeWatch(watch);
    }
  }

  /** A directory appeared: it is watched with all below, and then reported. */
  void appeared(
      int parent, byte[] buffer, int offset, int length, int bits, Reason reason, EventSink sink) {
    byte[] name = Arrays.copyOfRange(buffer, offset, offset + length);
    PathBytes path = path(parent).child(name);
    if (!walker.excludes(path(parent), name, 0, length)) {
      look(parent, name, false);
      settle(path, bits, reason, sink);
    }
    sink.change(path, bits | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, reason);
  }

  /** A directory was removed. */
  void disappeared(int parent, byte[] buffer, int offset, int length, EventSink sink) {
    int node = tree.child(parent, buffer, offset, length);
    if (node != NONE) {
      free(node, sink);
    } else if (!blocked.isEmpty()) {
      blocked.removed(path(parent).child(buffer, offset, length), sink);
    }
  }

  /**
   * A directory left its name; where to is said by a later event with the same cookie, or never.
   * The name may have got another directory by the same call (RENAME_EXCHANGE).
   */
  void left(int parent, byte[] buffer, int offset, int length, int cookie) {
    PathBytes from = path(parent).child(buffer, offset, length);
    PendingMoves.Move replaced = moves.takeReplaced(from);
    int node = replaced == null ? tree.child(parent, buffer, offset, length) : replaced.node;
    if (node != NONE) {
      tree.detach(node);
      moves.add(new PendingMoves.Move(cookie, node, from));
    }
    look(parent, Arrays.copyOfRange(buffer, offset, offset + length), true);
  }

  /** A directory came to a name, from a place of this tree or from outside. */
  void arrived(int parent, byte[] buffer, int offset, int length, int cookie, EventSink sink) {
    PendingMoves.Move move = moves.take(cookie);
    int replaced = tree.child(parent, buffer, offset, length);
    if (replaced != NONE) {
      tree.detach(replaced);
      PathBytes place = path(parent).child(buffer, offset, length);
      moves.add(new PendingMoves.Move(PendingMoves.REPLACED, replaced, place));
    }
    if (move == null || !attach(move, parent, buffer, offset, length, sink)) {
      appeared(parent, buffer, offset, length, ChangeBits.MOVED_IN, Reason.MOVED_IN, sink);
    }
  }

  private boolean attach(
      PendingMoves.Move move, int parent, byte[] buffer, int offset, int length, EventSink sink) {
    PathBytes to = path(parent).child(buffer, offset, length);
    int node = move.node;
    sink.renamed(move.from, to);
    if (tree.watch(node) == NONE
        || tree.isUnder(parent, node)
        || walker.excludes(path(parent), buffer, offset, length)) {
      free(node, sink);
      return false;
    }
    tree.attach(node, parent, buffer, offset, length);
    gaps.renamed(move.from, to, sink);
    blocked.renamed(move.from, to, sink);
    if (move.walkAgain || walker.excludedBelow(move.from) || !isStillAt(node)) {
      return false;
    }
    sink.change(
        to, ChangeBits.MOVED_IN | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, Reason.MOVED_IN);
    return true;
  }

  private boolean isStillAt(int node) {
    int watch = walker.watchOf(tree.path(node));
    release(watch);
    return watch == tree.watch(node);
  }

  /**
   * The kernel took a watch away: with its directory, or because we asked for it.
   *
   * @param look whether the directory may still be there
   */
  void watchGone(int watch, boolean look, EventSink sink) {
    int node = tree.nodeOf(watch);
    watchesFreed = true;
    if (node == NONE) {
      strange(watch, true);
    } else if (node == ROOT) {
      rootMisplaced = true;
    } else {
      tree.setWatch(node, NONE);
      if (!look) {
        return;
      }
      lookAgain(node);
      settle(path(node), ChangeBits.MOVED_IN, Reason.MOVED_IN, sink);
    }
  }

  /** Attributes changed: what could not be read may be readable now. */
  void attributesChanged(int parent, byte[] buffer, int offset, int length, EventSink sink) {
    if (!blocked.isEmpty()) {
      PathBytes path = path(parent).child(buffer, offset, length);
      blocked.take(path::equals, (each, reason) -> armAgain(each, reason, sink), sink);
    }
  }

  // --- arming ------------------------------------------------------------------------------------

  /** Walks the whole tree, under an open gap; what walks under way find is not believed. */
  void armAll(Reason reason, EventSink sink) {
    touched.touchAll();
    ArmingGap gap = gaps.arm(place, reason, 0, reason, sink);
    for (WalkTask task : pending) {
      finished(task);
    }
    pending.clear();
    enqueue(new WalkTask(tree.watch(ROOT), null, gap, false));
    feedPool();
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

  /** Walks one directory again with all below it, such as after an unmount showed what it hid. */
  void armAgain(PathBytes directory, Reason reason, EventSink sink) {
    int node = nodeAt(directory);
    ArmingGap gap = gaps.arm(directory, reason, 0, reason, sink);
    byte[] missing = directory.relativeTo(path(node));
    List<byte[]> names = missing.length == 0 ? null : List.of(firstComponent(missing));
    if (tree.watch(node) == NONE) {
      node = ROOT;
      names = null;
    }
    enqueue(new WalkTask(tree.watch(node), names, gap, false));
    feedPool();
  }

  private static byte[] firstComponent(byte[] path) {
    int end = 0;
    while (end < path.length && path[end] != '/') {
      end++;
    }
    return Arrays.copyOf(path, end);
  }

  /** The directory at a path, or the nearest one above it that is in the tree. */
  private int nodeAt(PathBytes path) {
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

  /** Results of walks, expired moves, gaps that are done. */
  void maintain(EventSink sink) {
    long end = System.nanoTime() + SLICE_NANOS;
    Walk walk = pool.poll();
    while (walk != null) {
      integrate(walk, sink);
      finished(walk.task);
      feedPool();
      walk = System.nanoTime() - end < 0 ? pool.poll() : null;
    }
    moves.expire(node -> free(node, sink));
    settle(place, 0, Reason.NOT_ARMED, sink);
    feedPool();
    if (pool.underWay() == 0) {
      touched.clear();
    }
    gaps.closeFinished(sink);
  }

  private void finished(WalkTask task) {
    if (task.gap() != null) {
      task.gap().tasks--;
    }
  }

  private void enqueue(WalkTask task) {
    if (task.gap() == null) {
      urgent.addLast(task);
    } else {
      task.gap().tasks++;
      pending.addFirst(task);
    }
  }

  private void feedPool() {
    while (pool.underWay() < WALKS_UNDER_WAY && !pending.isEmpty()) {
      WalkTask task = pending.removeFirst();
      int node = tree.nodeOf(task.watch());
      int detached = node == NONE ? NONE : tree.detachedAbove(node);
      if (node == NONE || detached != NONE) {
        moves.walkAgain(detached);
        finished(task);
      } else {
        pool.submit(new Walk(task, tree.path(node), touched.now()));
      }
    }
  }

  /**
   * Does what is urgent, here and now, up to a bound; beyond it the pool goes on under open gaps.
   *
   * @param path what belongs to this directory is one gap, reported as this when it ends
   */
  private void settle(PathBytes path, int bits, Reason reason, EventSink sink) {
    int budget = AT_ONCE;
    while (!urgent.isEmpty() && budget > 0) {
      WalkTask task = urgent.removeFirst();
      int node = tree.nodeOf(task.watch());
      if (node != NONE) {
        Walk walk = new Walk(task, tree.path(node), touched.now());
        walker.run(walk, budget);
        budget -= 1 + walk.found.size();
        integrate(walk, sink);
      }
    }
    if (!urgent.isEmpty()) {
      leaveToPool(path, bits, reason, sink);
    }
  }

  private void leaveToPool(PathBytes path, int bits, Reason reason, EventSink sink) {
    boolean many = urgent.size() > MOST_GAPS_AT_ONCE;
    ArmingGap shared = many ? gaps.arm(place, Reason.NOT_ARMED, 0, Reason.NOT_ARMED, sink) : null;
    while (!urgent.isEmpty()) {
      WalkTask task = urgent.removeFirst();
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
        enqueue(new WalkTask(task.watch(), task.names(), gap, task.mends()));
      }
    }
    feedPool();
  }

  private PathBytes gapPath(WalkTask task, int node) {
    PathBytes path = path(node);
    boolean single = task.names() != null && task.names().size() == 1;
    return single ? path.child(task.names().get(0)) : path;
  }

  // --- what walks found --------------------------------------------------------------------------

  private void integrate(Walk walk, EventSink sink) {
    int node = tree.nodeOf(walk.task.watch());
    if (walk.broken != null) {
      throw new IllegalStateException("walking " + place.resolve(walk.path), walk.broken);
    }
    if (walk.top.watch != walk.task.watch()) {
      release(walk.top.watch);
      misplaced(walk, node, sink);
    } else if (node == NONE) {
      walk.found.forEach(found -> release(found.watch));
    } else {
      new WalkIntegration(walk, node, sink).run();
    }
  }

  /** At the path of the directory there was another one, or none, or it could not be opened. */
  private void misplaced(Walk walk, int node, EventSink sink) {
    if (node == NONE) {
      return;
    }
    if (!Arrays.equals(tree.path(node), walk.path)) {
      enqueue(walk.task);
    } else if (isObstacle(walk.top.watch)) {
      blocked.add(path(node), obstacle(walk.top.watch), place, sink);
    } else {
      lookAgain(node);
    }
  }

  /** An error that says nothing about what is there. */
  private static boolean isObstacle(int result) {
    return switch (-result) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EXDEV, Errno.ESTALE -> false;
      default -> result < 0;
    };
  }

  private static Reason obstacle(int result) {
    return result == -Errno.ENOSPC || result == -Errno.ENOMEM
        ? Reason.WATCH_LIMIT
        : Reason.UNREADABLE;
  }

  /** Looks at what a directory's name leads to now. */
  private void lookAgain(int node) {
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

  private void look(int parent, byte[] name, boolean mends) {
    int watch = tree.watch(parent);
    if (watch == NONE) {
      // What lies below a freed or lost directory is found with it.
      lookAgain(parent);
    } else {
      enqueue(new WalkTask(watch, List.of(name), null, mends));
    }
  }

  private void free(int node, EventSink sink) {
    if (!blocked.isEmpty()) {
      blocked.removed(path(node), sink);
    }
    tree.free(node, this::removeWatch);
  }

  /** Takes away a watch that no directory of the tree has. */
  private void release(int watch) {
    if (watch >= 0 && tree.nodeOf(watch) == NONE) {
      removeWatch(watch);
    }
  }

  private void removeWatch(int watch) {
    // EINVAL: the kernel took it away already, with its directory.
    int unused = kernel.inotifyRemoveWatch(inotify, watch);
    watchesFreed = true;
  }

  // --- what is blocked ---------------------------------------------------------------------------

  /** True if watches were given back since this was last asked. */
  boolean watchesFreed() {
    boolean freed = watchesFreed;
    watchesFreed = false;
    return freed;
  }

  int blockedPlaces() {
    return blocked.size();
  }

  /** Tries all that is blocked once more. */
  void retryBlocked(EventSink sink) {
    blocked.take(path -> true, (path, reason) -> armAgain(path, reason, sink), sink);
  }

  /** Numbers of freed directories end here. */
  void endBatch() {
    moves.forEach(
        node -> {
          if (!tree.isLive(tree.parent(node))) {
            tree.forgetPlace(node);
          }
        });
    tree.reclaim();
  }

  /** Brings one walk's facts into the tree. */
  private final class WalkIntegration {
    private final Walk walk;
    private final int top;
    private final EventSink sink;
    private final int[] nodes;

    WalkIntegration(Walk walk, int top, EventSink sink) {
      this.walk = walk;
      this.top = top;
      this.sink = sink;
      this.nodes = new int[walk.found.size()];
    }

    void run() {
      for (int i = 0; i < nodes.length; i++) {
        nodes[i] = bring(walk.found.get(i));
      }
      finishDirectory(walk.top, top, walk.listedTop());
      for (int i = 0; i < nodes.length; i++) {
        if (nodes[i] != NONE && tree.isLive(nodes[i])) {
          tree.mark(nodes[i], false);
          finishDirectory(walk.found.get(i), nodes[i], true);
        }
      }
    }

    private int nodeOf(int index) {
      return index == Walk.TOP ? top : nodes[index];
    }

    private int bring(Walk.Found found) {
      int parent = nodeOf(found.parent);
      int watch = walk.entry(found.parent).watch;
      if (parent == NONE || !tree.isLive(parent) || tree.watch(parent) != watch) {
        release(found.watch);
        return NONE;
      }
      if (touched.touchedSince(walk.started, watch, found.name)) {
        release(found.watch);
        look(parent, found.name, true);
        return NONE;
      }
      int node = tree.child(parent, found.name, 0, found.name.length);
      return found.watch < 0 ? absent(found, parent, node) : present(found, parent, node);
    }

    private int absent(Walk.Found found, int parent, int node) {
      if (isObstacle(found.watch)) {
        // For want of watches the parent is blocked, since its other entries were not tried.
        if (obstacle(found.watch) == Reason.UNREADABLE) {
          blocked.add(path(parent).child(found.name), Reason.UNREADABLE, place, sink);
        }
        if (node != NONE && (found.parent != Walk.TOP || walk.listedTop())) {
          tree.mark(node, true);
        }
      } else if (node != NONE) {
        free(node, sink);
      }
      return NONE;
    }

    private int present(Walk.Found found, int parent, int known) {
      int node = known;
      if (node == NONE) {
        node = tree.add(parent, found.name, 0, found.name.length);
      }
      boolean changed = assign(node, found.watch);
      tree.mark(node, true);
      if (changed && walk.task.mends() && found.parent == Walk.TOP) {
        sink.change(
            path(node),
            ChangeBits.MOVED_IN | ChangeBits.DIRECTORY | ChangeBits.SUBTREE,
            Reason.MOVED_IN);
      }
      return node;
    }

    /** True if the directory had another watch, or none. */
    private boolean assign(int node, int watch) {
      int old = tree.watch(node);
      if (old == watch) {
        return false;
      }
      int other = tree.nodeOf(watch);
      if (other == ROOT) {
        return false;
      }
      if (other != NONE) {
        tree.setWatch(other, NONE);
        lookAgain(other);
      }
      tree.setWatch(node, watch);
      if (old != NONE) {
        removeWatch(old);
      }
      return true;
    }

    private void finishDirectory(Walk.Found found, int node, boolean listed) {
      if (tree.watch(node) != found.watch) {
        return;
      }
      if (found.failure != 0) {
        blocked.add(path(node), obstacle(found.failure), place, sink);
      }
      if (touched.touchedSince(walk.started, found.watch)) {
        enqueue(new WalkTask(found.watch, null, null, true));
      }
      if (listed && tree.firstChild(node) != NONE) {
        markRemaining(found, node);
        sweep(node, found.failure == 0, found.watch);
      }
      enqueueRemaining(found);
    }

    private void markRemaining(Walk.Found found, int node) {
      for (byte[] name : found.remaining) {
        int child = tree.child(node, name, 0, name.length);
        if (child != NONE) {
          tree.mark(child, true);
        }
      }
    }

    /** Frees directories that the listing does not have any more, and takes the marks off. */
    private void sweep(int node, boolean complete, int watch) {
      int child = tree.firstChild(node);
      while (child != NONE) {
        int next = tree.nextBrother(child);
        boolean seen = tree.marked(child);
        tree.mark(child, false);
        if (complete && !seen && !touched.touchedSince(walk.started, watch, tree.name(child))) {
          free(child, sink);
        }
        child = next;
      }
    }

    private void enqueueRemaining(Walk.Found found) {
      int size = found.remaining.size();
      for (int from = 0; from < size; from += NAMES_PER_TASK) {
        List<byte[]> names = found.remaining.subList(from, Math.min(size, from + NAMES_PER_TASK));
        enqueue(new WalkTask(found.watch, names, walk.task.gap(), false));
      }
    }
  }
}
