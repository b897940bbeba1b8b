package org.tidemark.journal.source;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Brings one walk's facts into the tree, but for those that an event since may have overtaken:
 * there we look again. Used once. Ingest thread only.
 */
final class WalkIntegration {
  private static final int NONE = DirectoryTree.NONE;
  private static final Logger LOG = LoggerFactory.getLogger(WalkIntegration.class);

  /** What is left of one directory is split among the threads, but not into crumbs. */
  private static final int TASKS_PER_DIRECTORY = 16;

  private static final int LEAST_NAMES_PER_TASK = 16;
  private static final int MOST_NAMES_PER_TASK = 256;

  private final WatchedDirectories directories;
  private final DirectoryTree tree;
  private final WalkQueue queue;
  private final TouchedNames touched;
  private final BlockedPlaces blocked;
  private final Walk walk;
  private final int top;
  private final EventSink sink;
  private final int[] nodes;

  /**
   * @param top the directory where the walk started, which is in the tree
   */
  WalkIntegration(
      WatchedDirectories directories,
      WalkQueue queue,
      TouchedNames touched,
      BlockedPlaces blocked,
      Walk walk,
      int top,
      EventSink sink) {
    this.directories = directories;
    this.tree = directories.tree();
    this.queue = queue;
    this.touched = touched;
    this.blocked = blocked;
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
      directories.release(found.watch);
      return NONE;
    }
    if (touched.touchedSince(walk.started, watch, found.name)) {
      directories.release(found.watch);
      directories.look(parent, found.name, true);
      return NONE;
    }
    int node = tree.child(parent, found.name, 0, found.name.length);
    return found.watch < 0 ? absent(found, parent, node) : present(found, parent, node);
  }

  private int absent(Walk.Found found, int parent, int node) {
    if (BlockedPlaces.isObstacle(found.watch)) {
      // For want of watches the parent is blocked, since its other entries were not tried.
      if (BlockedPlaces.reason(found.watch) == Reason.UNREADABLE) {
        blocked.add(
            directories.path(parent).child(found.name),
            Reason.UNREADABLE,
            directories.place(),
            sink);
      }
      if (node != NONE && (found.parent != Walk.TOP || walk.listedTop())) {
        tree.mark(node, true);
      }
    } else if (node != NONE) {
      directories.free(node, sink);
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
      report(directories.path(node));
    }
    return node;
  }

  private void report(PathBytes path) {
    if (walk.task.checks()) {
      LOG.warn("{} was not watched, or changes right now: it is listed with all below it", path);
    }
    sink.change(
        path, ChangeBits.MOVED_IN | ChangeBits.DIRECTORY | ChangeBits.SUBTREE, Reason.MOVED_IN);
  }

  /** True if the directory had another watch, or none. */
  private boolean assign(int node, int watch) {
    int old = tree.watch(node);
    if (old == watch) {
      return false;
    }
    int other = tree.nodeOf(watch);
    if (other == DirectoryTree.ROOT) {
      return false;
    }
    if (other != NONE) {
      tree.setWatch(other, NONE);
      directories.lookAgain(other);
    }
    tree.setWatch(node, watch);
    if (old != NONE) {
      directories.removeWatch(old);
    }
    return true;
  }

  private void finishDirectory(Walk.Found found, int node, boolean listed) {
    if (tree.watch(node) != found.watch) {
      return;
    }
    if (found.failure != 0) {
      blocked.add(
          directories.path(node), BlockedPlaces.reason(found.failure), directories.place(), sink);
    }
    if (touched.touchedSince(walk.started, found.watch)) {
      queue.add(new WalkTask(found.watch, null, null, true));
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
        directories.free(child, sink);
      }
      child = next;
    }
  }

  private void enqueueRemaining(Walk.Found found) {
    if (walk.task.compares()) {
      lookAtUnknown(found);
      return;
    }
    int size = found.remaining.size();
    int share = size / TASKS_PER_DIRECTORY;
    int most = Math.max(LEAST_NAMES_PER_TASK, Math.min(MOST_NAMES_PER_TASK, share));
    for (int from = 0; from < size; from += most) {
      List<byte[]> names = found.remaining.subList(from, Math.min(size, from + most));
      queue.add(new WalkTask(found.watch, names, walk.task.gap(), false));
    }
  }

  /**
   * Directories that the tree should have and has not; of those with a new event that one tells.
   */
  private void lookAtUnknown(Walk.Found found) {
    for (byte[] name : found.remaining) {
      if (tree.child(top, name, 0, name.length) == NONE
          && !touched.touchedSince(walk.started, found.watch, name)) {
        directories.lookAfterCheck(top, name);
      }
    }
  }
}
