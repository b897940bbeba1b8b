package org.tidemark.journal.source;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The watched directories in arrays, about 50 bytes each: parent, name, watch and brothers. Names
 * are kept relative to the parent, so that renaming a directory is one update whatever lies below.
 *
 * <p>A freed node keeps its last path, and its number is not used again, until {@link #reclaim}.
 * Not thread-safe; owned by the ingest thread.
 */
final class DirectoryTree {
  static final int NONE = -1;
  static final int ROOT = 0;

  private static final byte LINKED = 1;
  private static final byte FREED = 2;
  private static final byte MARKED = 4;

  private int[] parents = new int[64];
  private int[] names = new int[64];
  private byte[] nameLengths = new byte[64];
  private int[] watches = new int[64];
  private int[] firstChildren = new int[64];
  private int[] next = new int[64];
  private int[] previous = new int[64];
  private byte[] flags = new byte[64];

  private final NodeIndex byName = new NodeIndex(this::nameHash);
  private final NodeIndex byWatch = new NodeIndex(node -> watches[node]);
  private NamePool pool = new NamePool();
  private int end;
  private int count;
  private int watched;
  private int free = NONE;
  private int[] freed = new int[16];
  private int freedCount;

  DirectoryTree() {
    int unused = allocate();
    parents[ROOT] = NONE;
  }

  // --- looking -----------------------------------------------------------------------------------

  /** Live directories, the root and detached ones included. */
  int count() {
    return count;
  }

  /** Directories that have a watch. */
  int watched() {
    return watched;
  }

  boolean isLive(int node) {
    return node >= 0 && node < end && (flags[node] & FREED) == 0;
  }

  /** The directory of that name in a directory, or {@link #NONE}. */
  int child(int parent, byte[] buffer, int offset, int length) {
    int slot = byName.slotFor(keyHash(parent, NamePool.hash(buffer, offset, length)));
    for (int node = byName.at(slot); node != NONE; node = byName.at(slot)) {
      if (parents[node] == parent
          && nameLength(node) == length
          && pool.matches(names[node], buffer, offset, length)) {
        return node;
      }
      slot = byName.after(slot);
    }
    return NONE;
  }

  /** The directory that has this watch, or {@link #NONE}. */
  int nodeOf(int watch) {
    int slot = byWatch.slotFor(watch);
    for (int node = byWatch.at(slot); node != NONE; node = byWatch.at(slot)) {
      if (watches[node] == watch) {
        return node;
      }
      slot = byWatch.after(slot);
    }
    return NONE;
  }

  /** The watch, or {@link #NONE}. */
  int watch(int node) {
    return watches[node];
  }

  int parent(int node) {
    return parents[node];
  }

  byte[] name(int node) {
    byte[] name = new byte[nameLength(node)];
    pool.copyTo(names[node], name.length, name, 0);
    return name;
  }

  int firstChild(int node) {
    return firstChildren[node];
  }

  int nextBrother(int node) {
    return next[node];
  }

  /** True if the node is {@code top} or lies below it. */
  boolean isUnder(int node, int top) {
    int at = node;
    while (at != top && at != NONE) {
      at = parents[at];
    }
    return at == top;
  }

  /** The nearest detached directory at or above the node, or {@link #NONE}. */
  int detachedAbove(int node) {
    int at = node;
    while (at != NONE && (at == ROOT || (flags[at] & LINKED) != 0)) {
      at = parents[at];
    }
    return at;
  }

  /** The path below the root, without a slash in front; also of a freed or detached node. */
  byte[] path(int node) {
    int length = 0;
    for (int at = node; at != ROOT; at = parents[at]) {
      length += nameLength(at) + 1;
    }
    byte[] path = new byte[Math.max(0, length - 1)];
    int to = path.length;
    for (int at = node; at != ROOT; at = parents[at]) {
      to -= nameLength(at);
      pool.copyTo(names[at], nameLength(at), path, to);
      if (to > 0) {
        path[--to] = '/';
      }
    }
    return path;
  }

  // --- changing ----------------------------------------------------------------------------------

  /** Adds a directory without a watch; the name must be free. */
  int add(int parent, byte[] buffer, int offset, int length) {
    int node = allocate();
    place(node, parent, buffer, offset, length);
    return node;
  }

  private int allocate() {
    int node = free;
    if (node == NONE) {
      ensureRoom();
      node = end++;
    } else {
      free = next[node];
    }
    watches[node] = NONE;
    firstChildren[node] = NONE;
    next[node] = NONE;
    previous[node] = NONE;
    flags[node] = 0;
    count++;
    return node;
  }

  private void ensureRoom() {
    if (end == parents.length) {
      int size = end + (end >> 1);
      parents = Arrays.copyOf(parents, size);
      names = Arrays.copyOf(names, size);
      nameLengths = Arrays.copyOf(nameLengths, size);
      watches = Arrays.copyOf(watches, size);
      firstChildren = Arrays.copyOf(firstChildren, size);
      next = Arrays.copyOf(next, size);
      previous = Arrays.copyOf(previous, size);
      flags = Arrays.copyOf(flags, size);
    }
  }

  private void place(int node, int parent, byte[] buffer, int offset, int length) {
    parents[node] = parent;
    names[node] = pool.add(buffer, offset, length);
    nameLengths[node] = (byte) length;
    next[node] = firstChildren[parent];
    previous[node] = NONE;
    if (next[node] != NONE) {
      previous[next[node]] = node;
    }
    firstChildren[parent] = node;
    flags[node] |= LINKED;
    byName.add(node);
  }

  /**
   * Takes a directory out of its parent, with all below it; it keeps its old path until it is
   * attached again.
   */
  void detach(int node) {
    if ((flags[node] & LINKED) == 0) {
      return;
    }
    byName.remove(node);
    flags[node] &= ~LINKED;
    if (previous[node] == NONE) {
      firstChildren[parents[node]] = next[node];
    } else {
      next[previous[node]] = next[node];
    }
    if (next[node] != NONE) {
      previous[next[node]] = previous[node];
    }
  }

  /** Gives a detached directory its new place; the name must be free. */
  void attach(int node, int parent, byte[] buffer, int offset, int length) {
    pool.drop(nameLength(node));
    place(node, parent, buffer, offset, length);
  }

  /** A detached directory whose old parent is gone: its old path means nothing any more. */
  void forgetPlace(int node) {
    parents[node] = ROOT;
  }

  /** Sets or, with {@link #NONE}, takes the watch; no other directory may have it. */
  void setWatch(int node, int watch) {
    if (watches[node] != NONE) {
      byWatch.remove(node);
      watched--;
    }
    watches[node] = watch;
    if (watch != NONE) {
      byWatch.add(node);
      watched++;
    }
  }

  /** Frees a directory and all below it; {@code watchGone} is told each watch that they had. */
  void free(int top, IntConsumer watchGone) {
    if (top == ROOT) {
      throw new IllegalArgumentException("the root of the tree is never freed");
    }
    detach(top);
    int node = top;
    while (node != NONE) {
      if (firstChildren[node] != NONE) {
        node = firstChildren[node];
      } else {
        int up = node == top ? NONE : parents[node];
        detach(node);
        release(node, watchGone);
        node = up;
      }
    }
  }

  private void release(int node, IntConsumer watchGone) {
    int watch = watches[node];
    if (watch != NONE) {
      setWatch(node, NONE);
      watchGone.accept(watch);
    }
    flags[node] = FREED;
    count--;
    if (freedCount == freed.length) {
      freed = Arrays.copyOf(freed, freedCount * 2);
    }
    freed[freedCount++] = node;
  }

  /** A mark for the owner's use. */
  void mark(int node, boolean marked) {
    flags[node] = (byte) (marked ? flags[node] | MARKED : flags[node] & ~MARKED);
  }

  boolean marked(int node) {
    return (flags[node] & MARKED) != 0;
  }

  /** From now on the numbers of freed nodes may be used again. */
  void reclaim() {
    for (int i = 0; i < freedCount; i++) {
      int node = freed[i];
      pool.drop(nameLength(node));
      next[node] = free;
      free = node;
    }
    freedCount = 0;
    if (freed.length > 4096) {
      freed = new int[16];
    }
    if (pool.mostlyGarbage()) {
      compactNames();
    }
  }

  private void compactNames() {
    NamePool compact = new NamePool();
    for (int node = 1; node < end; node++) {
      if ((flags[node] & FREED) == 0) {
        names[node] = compact.addFrom(pool, names[node], nameLength(node));
      }
    }
    pool = compact;
  }

  private int nameLength(int node) {
    return nameLengths[node] & 0xff;
  }

  private int nameHash(int node) {
    return keyHash(parents[node], pool.hash(names[node], nameLength(node)));
  }

  private static int keyHash(int parent, int nameHash) {
    return parent * 0x85ebca6b + nameHash;
  }

  /** Bytes held by the arrays. */
  long memory() {
    return parents.length * 26L + byName.memory() + byWatch.memory() + pool.memory();
  }
}
