package org.tidemark.journal.source;

import java.util.Arrays;
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

  private final PathBytes place;
  private final TreeWalker walker;
  private final PendingMoves moves = new PendingMoves();
  private final OpenGaps gaps = new OpenGaps();
  private final BlockedPlaces blocked = new BlockedPlaces(gaps);
  private final WatchedDirectories directories;
  private final DirectoryTree tree;
  private final Arming arming;

  WatchedTree(
      Kernel kernel, int inotify, PathBytes place, TreeWalker walker, ArmingPool pool, int watch) {
    this.place = place;
    this.walker = walker;
    WalkQueue queue = new WalkQueue();
    directories = new WatchedDirectories(kernel, inotify, place, moves, blocked, queue);
    tree = directories.tree();
    arming = new Arming(directories, walker, pool, queue, moves, gaps, blocked);
    tree.setWatch(ROOT, watch);
  }

  DirectoryTree directories() {
    return tree;
  }

  PathBytes path(int node) {
    return directories.path(node);
  }

  /** True if the directory, or one above it, left its name and was not yet seen elsewhere. */
  boolean isOnTheWay(int node) {
    return directories.isOnTheWay(node);
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
    return directories.rootMisplaced();
  }

  // --- what events say ---------------------------------------------------------------------------

  /** An entry of a directory had an event that can change what it leads to. */
  void touch(int watch, byte[] buffer, int offset, int length) {
    arming.touch(watch, buffer, offset, length);
  }

  /** An event of a directory that is not in the tree, or not yet. */
  void strange(int watch, boolean watchIsGone) {
    arming.strange(watch, watchIsGone);
  }

  /** A directory appeared: it is watched with all below, and then reported. */
  void appeared(
      int parent, byte[] buffer, int offset, int length, int bits, Reason reason, EventSink sink) {
    byte[] name = Arrays.copyOfRange(buffer, offset, offset + length);
    PathBytes path = path(parent).child(name);
    if (!walker.excludes(path(parent), name, 0, length)) {
      directories.look(parent, name, false);
      arming.settle(path, bits, reason, sink);
    }
    sink.change(path, bits | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, reason);
  }

  /** A directory was removed. */
  void disappeared(int parent, byte[] buffer, int offset, int length, EventSink sink) {
    int node = tree.child(parent, buffer, offset, length);
    if (node != NONE) {
      directories.free(node, sink);
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
    int node = tree.child(parent, buffer, offset, length);
    if (replaced != null) {
      moves.add(replaced.with(cookie));
    } else if (node != NONE) {
      tree.detach(node);
      moves.add(new PendingMoves.Move(cookie, node, from));
    }
    directories.look(parent, Arrays.copyOfRange(buffer, offset, offset + length), true);
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
      directories.free(node, sink);
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
    directories.release(watch);
    return watch == tree.watch(node);
  }

  /**
   * The kernel took a watch away: with its directory, or because we asked for it.
   *
   * @param look whether the directory may still be there
   */
  void watchGone(int watch, boolean look, EventSink sink) {
    int node = tree.nodeOf(watch);
    directories.watchFreed();
    if (node == NONE) {
      strange(watch, true);
    } else if (node == ROOT) {
      directories.misplaceRoot();
    } else {
      tree.setWatch(node, NONE);
      if (!look) {
        return;
      }
      directories.lookAgain(node);
      arming.settle(path(node), ChangeBits.MOVED_IN, Reason.MOVED_IN, sink);
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
    arming.armAll(reason, sink);
  }

  /** The place has another directory than the one we followed, or the same one again. */
  void takeRoot(int watch) {
    directories.takeRoot(watch);
  }

  /** Walks one directory again with all below it, such as after an unmount showed what it hid. */
  void armAgain(PathBytes directory, Reason reason, EventSink sink) {
    arming.armAgain(directory, reason, sink);
  }

  /** Results of walks, expired moves, gaps that are done. */
  void maintain(EventSink sink) {
    arming.integrateFinished(sink);
    moves.expire(node -> directories.free(node, sink));
    arming.settleAll(sink);
    gaps.closeFinished(sink);
  }

  /** Compares the next few directories with the disk; what differs is looked at again. */
  void check(int most) {
    arming.check(most);
  }

  /** True if each directory that there was at the beginning of the round has been compared. */
  boolean checkedAll() {
    return arming.checkedAll();
  }

  // --- what is blocked ---------------------------------------------------------------------------

  /** True if watches were given back since this was last asked. */
  boolean watchesFreed() {
    return directories.watchesFreed();
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
}
