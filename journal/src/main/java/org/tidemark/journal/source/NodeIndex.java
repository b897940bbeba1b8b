package org.tidemark.journal.source;

import java.util.Arrays;

/**
 * Open addressing over node numbers; what a node hashes to is computed from the node, so that a
 * slot costs four bytes. At most two thirds full. Not thread-safe.
 */
final class NodeIndex {
  /** Hash of a node that is in the index; must not change while it is. */
  interface NodeHash {
    int of(int node);
  }

  private static final int EMPTY = -1;

  private final NodeHash hash;
  private int[] slots = new int[64];
  private int used;

  NodeIndex(NodeHash hash) {
    this.hash = hash;
    Arrays.fill(slots, EMPTY);
  }

  /** The slot where a search for this hash starts; go on with {@link #after}. */
  int slotFor(int hashValue) {
    int mixed = hashValue * 0x9e3779b9;
    return (mixed ^ (mixed >>> 15)) & (slots.length - 1);
  }

  /** The node in a slot; -1 ends the search. */
  int at(int slot) {
    return slots[slot];
  }

  int after(int slot) {
    return (slot + 1) & (slots.length - 1);
  }

  void add(int node) {
    if ((used + 1) * 3L > slots.length * 2L) {
      grow();
    }
    put(node);
    used++;
  }

  private void put(int node) {
    int slot = slotFor(hash.of(node));
    while (slots[slot] != EMPTY) {
      slot = after(slot);
    }
    slots[slot] = node;
  }

  private void grow() {
    int[] old = slots;
    slots = new int[old.length * 2];
    Arrays.fill(slots, EMPTY);
    for (int node : old) {
      if (node != EMPTY) {
        put(node);
      }
    }
  }

  /** Takes a node out and closes the hole, so that no marks of removed nodes pile up. */
  void remove(int node) {
    int hole = slotFor(hash.of(node));
    while (slots[hole] != node) {
      if (slots[hole] == EMPTY) {
        throw new IllegalStateException("node " + node + " is not in the index");
      }
      hole = after(hole);
    }
    used--;
    for (int slot = after(hole); slots[slot] != EMPTY; slot = after(slot)) {
      if (mayFill(hole, slot)) {
        slots[hole] = slots[slot];
        hole = slot;
      }
    }
    slots[hole] = EMPTY;
  }

  /** True unless the node in {@code slot} has its home behind the hole. */
  private boolean mayFill(int hole, int slot) {
    int home = slotFor(hash.of(slots[slot]));
    return ((slot - home) & (slots.length - 1)) >= ((slot - hole) & (slots.length - 1));
  }

  long memory() {
    return 4L * slots.length;
  }
}
