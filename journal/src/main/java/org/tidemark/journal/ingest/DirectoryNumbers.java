package org.tidemark.journal.ingest;

import java.util.Arrays;

/**
 * Numbers, from 0, for the directories of one batch; each stands for (source, the source's own
 * number). Owned by the ingest thread.
 */
final class DirectoryNumbers {
  private static final int START = 1 << 10;

  private int count;
  private long[] keys = new long[START];
  private int[] flags = new int[START];
  private int[] slots = new int[START * 2];

  DirectoryNumbers() {
    Arrays.fill(slots, -1);
  }

  int numberOf(int source, int sourceDirectory) {
    long key = ((long) source << 32) | Integer.toUnsignedLong(sourceDirectory);
    int mask = slots.length - 1;
    int slot = slotOf(key, mask);
    while (slots[slot] >= 0) {
      if (keys[slots[slot]] == key) {
        return slots[slot];
      }
      slot = (slot + 1) & mask;
    }
    if (count == keys.length) {
      grow();
      return numberOf(source, sourceDirectory);
    }
    keys[count] = key;
    flags[count] = 0;
    slots[slot] = count;
    return count++;
  }

  private static int slotOf(long key, int mask) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 33) & mask;
  }

  private void grow() {
    int size = keys.length * 2;
    keys = Arrays.copyOf(keys, size);
    flags = Arrays.copyOf(flags, size);
    slots = new int[size * 2];
    Arrays.fill(slots, -1);
    for (int number = 0; number < count; number++) {
      int slot = slotOf(keys[number], slots.length - 1);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number;
    }
  }

  int count() {
    return count;
  }

  int source(int number) {
    return (int) (keys[number] >>> 32);
  }

  int sourceDirectory(int number) {
    return (int) keys[number];
  }

  /** CONTENTS or SUBTREE once the directory's children were folded into it. */
  int flags(int number) {
    return flags[number];
  }

  void addFlags(int number, int more) {
    flags[number] |= more;
  }

  void clear() {
    count = 0;
    Arrays.fill(slots, -1);
  }
}
