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

  private static final int LINKED = 1;
  private static final int FREED = 2;
  private static final int MARKED = 4;

  private static final int PARENT = 0;
  private static final int NAME = 1;
  private static final int WATCH = 2;
  private static final int FIRST_CHILD = 3;
  private static final int NEXT = 4;
  private static final int PREVIOUS = 5;

  /** Length of the name in the lowest byte, flags above it. */
  private static final int LENGTH_AND_FLAGS = 6;

  private final NodeRows rows = new NodeRows(7);
  private final NodeIndex byName = new NodeIndex(this::nameHash);
  private final NodeIndex byWatch = new NodeIndex(this::watch);
  private NamePool pool = new NamePool();
  private int end;
  private int count;
  private int watched;
  private int free = NONE;
  private int[] freed = new int[16];
  private int freedCount;

  DirectoryTree() {
    int unused = allocate();
    rows.set(ROOT, PARENT, NONE);
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
    return node >= 0 && node < end && (flags(node) & FREED) == 0;
  }

  /** The live directory with the next number after that one, or {@link #NONE} after the last. */
  int nextLive(int node) {
    int next = node + 1;
    while (next < end && !isLive(next)) {
      next++;
    }
    return next < end ? next : NONE;
  }

  /** The directory of that name in a directory, or {@link #NONE}. */
  int child(int parent, byte[] buffer, int offset, int length) {
    int slot = byName.slotFor(keyHash(parent, NamePool.hash(buffer, offset, length)));
    for (int node = byName.at(slot); node != NONE; node = byName.at(slot)) {
      if (parent(node) == parent
          && nameLength(node) == length
          && pool.matches(rows.get(node, NAME), buffer, offset, length)) {
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
      if (watch(node) == watch) {
        return node;
      }
      slot = byWatch.after(slot);
    }
    return NONE;
  }

  /** The watch, or {@link #NONE}. */
  int watch(int node) {
    return rows.get(node, WATCH);
  }

  int parent(int node) {
    return rows.get(node, PARENT);
  }

  byte[] name(int node) {
    byte[] name = new byte[nameLength(node)];
    pool.copyTo(rows.get(node, NAME), name.length, name, 0);
    return name;
  }

  int firstChild(int node) {
    return rows.get(node, FIRST_CHILD);
  }

  int nextBrother(int node) {
    return rows.get(node, NEXT);
  }

  /** True if the node is {@code top} or lies below it. */
  boolean isUnder(int node, int top) {
    int at = node;
    while (at != top && at != NONE) {
      at = parent(at);
    }
    return at == top;
  }

  /** The nearest detached directory at or above the node, or {@link #NONE}. */
  int detachedAbove(int node) {
    int at = node;
    while (at != NONE && (at == ROOT || (flags(at) & LINKED) != 0)) {
      at = parent(at);
    }
    return at;
  }

  /** The path below the root, without a slash in front; also of a freed or detached node. */
  byte[] path(int node) {
    int length = 0;
    for (int at = node; at != ROOT; at = parent(at)) {
      length += nameLength(at) + 1;
    }
    byte[] path = new byte[Math.max(0, length - 1)];
    int to = path.length;
    for (int at = node; at != ROOT; at = parent(at)) {
      to -= nameLength(at);
      pool.copyTo(rows.get(at, NAME), nameLength(at), path, to);
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
      rows.ensure(end);
      node = end++;
    } else {
      free = nextBrother(node);
    }
    rows.set(node, WATCH, NONE);
    rows.set(node, FIRST_CHILD, NONE);
    rows.set(node, NEXT, NONE);
    rows.set(node, PREVIOUS, NONE);
    setFlags(node, 0);
    count++;
    return node;
  }

  private void place(int node, int parent, byte[] buffer, int offset, int length) {
    rows.set(node, PARENT, parent);
    rows.set(node, NAME, pool.add(buffer, offset, length));
    rows.set(node, LENGTH_AND_FLAGS, flags(node) << Byte.SIZE | length);
    rows.set(node, NEXT, firstChild(parent));
    rows.set(node, PREVIOUS, NONE);
    if (nextBrother(node) != NONE) {
      rows.set(nextBrother(node), PREVIOUS, node);
    }
    rows.set(parent, FIRST_CHILD, node);
    setFlags(node, flags(node) | LINKED);
    byName.add(node);
  }

  /**
   * Takes a directory out of its parent, with all below it; it keeps its old path until it is
   * attached again.
   */
  void detach(int node) {
    if ((flags(node) & LINKED) == 0) {
      return;
    }
    byName.remove(node);
    setFlags(node, flags(node) & ~LINKED);
    if (previous(node) == NONE) {
      rows.set(parent(node), FIRST_CHILD, nextBrother(node));
    } else {
      rows.set(previous(node), NEXT, nextBrother(node));
    }
    if (nextBrother(node) != NONE) {
      rows.set(nextBrother(node), PREVIOUS, previous(node));
    }
  }

  /** Gives a detached directory its new place; the name must be free. */
  void attach(int node, int parent, byte[] buffer, int offset, int length) {
    pool.drop(nameLength(node));
    place(node, parent, buffer, offset, length);
  }

  /** A detached directory whose old parent is gone: its old path means nothing any more. */
  void forgetPlace(int node) {
    rows.set(node, PARENT, ROOT);
  }

  /** Sets or, with {@link #NONE}, takes the watch; no other directory may have it. */
  void setWatch(int node, int watch) {
    if (watch(node) != NONE) {
      byWatch.remove(node);
      watched--;
    }
    rows.set(node, WATCH, watch);
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
      if (firstChild(node) != NONE) {
        node = firstChild(node);
      } else {
        int up = node == top ? NONE : parent(node);
        detach(node);
        release(node, watchGone);
        node = up;
      }
    }
  }

  private void release(int node, IntConsumer watchGone) {
    int watch = watch(node);
    if (watch != NONE) {
      setWatch(node, NONE);
      watchGone.accept(watch);
    }
    setFlags(node, FREED);
    count--;
    if (freedCount == freed.length) {
      freed = Arrays.copyOf(freed, freedCount * 2);
    }
    freed[freedCount++] = node;
  }

  /** A mark for the owner's use. */
  void mark(int node, boolean marked) {
    setFlags(node, marked ? flags(node) | MARKED : flags(node) & ~MARKED);
  }

  boolean marked(int node) {
    return (flags(node) & MARKED) != 0;
  }

  /** From now on the numbers of freed nodes may be used again. */
  void reclaim() {
    for (int i = 0; i < freedCount; i++) {
      int node = freed[i];
      pool.drop(nameLength(node));
      rows.set(node, NEXT, free);
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
      if ((flags(node) & FREED) == 0) {
        rows.set(node, NAME, compact.addFrom(pool, rows.get(node, NAME), nameLength(node)));
      }
    }
    pool = compact;
  }

  private int previous(int node) {
    return rows.get(node, PREVIOUS);
  }

  private int flags(int node) {
    return rows.get(node, LENGTH_AND_FLAGS) >>> Byte.SIZE;
  }

  private void setFlags(int node, int flags) {
    rows.set(node, LENGTH_AND_FLAGS, flags << Byte.SIZE | nameLength(node));
  }

  private int nameLength(int node) {
    return rows.get(node, LENGTH_AND_FLAGS) & 0xff;
  }

  private int nameHash(int node) {
    return keyHash(parent(node), pool.hash(rows.get(node, NAME), nameLength(node)));
  }

  private static int keyHash(int parent, int nameHash) {
    return parent * 0x85ebca6b + nameHash;
  }

  /** Bytes held by the arrays. */
  long memory() {
    return rows.memory() + byName.memory() + byWatch.memory() + pool.memory();
  }
}
