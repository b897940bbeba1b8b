package org.tidemark.journal.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers for strings of bytes (handles, paths): 0, 1, 2 ... in the order in which they are first
 * met. All lie in one byte array, so that a string costs its bytes and some twenty more. Grows
 * until it is cleared. Not thread-safe.
 */
public final class BytesTable {
  /** Stands for no number. */
  public static final int NONE = -1;

  private static final int EMPTY = NONE;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private byte[] pool = new byte[1 << 14];
  private int poolEnd;
  private int[] ends = new int[1 << 9];
  private int[] slots = newSlots(1 << 10);
  private int size;

  private static int[] newSlots(int count) {
    int[] slots = new int[count];
    Arrays.fill(slots, EMPTY);
    return slots;
  }

  /** The number of these bytes, {@link #NONE} if they are not there. */
  public int find(byte[] bytes) {
    return slots[slotOf(bytes, 0, bytes.length)];
  }

  /** The number of these bytes; they are added if they are new. */
  public int numberOf(byte[] buffer, int offset, int length) {
    int slot = slotOf(buffer, offset, length);
    if (slots[slot] != EMPTY) {
      return slots[slot];
    }
    slots[slot] = size;
    append(buffer, offset, length);
    if (size * 2 > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private int slotOf(byte[] buffer, int offset, int length) {
    int mask = slots.length - 1;
    int slot = hash(buffer, offset, length) & mask;
    while (slots[slot] != EMPTY && !holds(slots[slot], buffer, offset, length)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean holds(int number, byte[] buffer, int offset, int length) {
    return Arrays.equals(pool, offset(number), ends[number], buffer, offset, offset + length);
  }

  private void append(byte[] buffer, int offset, int length) {
    if (poolEnd + length > pool.length) {
      pool = Arrays.copyOf(pool, pool.length * 2 + length);
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
    }
    System.arraycopy(buffer, offset, pool, poolEnd, length);
    poolEnd += length;
    ends[size++] = poolEnd;
  }

  private void rehash() {
    slots = newSlots(slots.length * 2);
    for (int number = 0; number < size; number++) {
      slots[slotOf(pool, offset(number), length(number))] = number;
    }
  }

  /** Spreads bytes that differ little: numbers in names, inode numbers in handles. */
  static int hash(byte[] buffer, int offset, int length) {
    long hash = length;
    int at = offset;
    for (int end = offset + length - Long.BYTES; at <= end; at += Long.BYTES) {
      hash = mixed(hash ^ (long) LONG.get(buffer, at));
    }
    for (; at < offset + length; at++) {
      hash = (hash ^ buffer[at]) * 0x100000001b3L;
    }
    return (int) mixed(hash);
  }

  /** The upper bits of a product depend on all bits: they go to the low ones that choose slots. */
  private static long mixed(long value) {
    long product = value * 0x9e3779b97f4a7c15L;
    return product ^ (product >>> 32);
  }

  /** What holds the bytes, for {@link #offset} and {@link #length}; changes as it grows. */
  public byte[] pool() {
    return pool;
  }

  public int offset(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  public int length(int number) {
    return ends[number] - offset(number);
  }

  public int size() {
    return size;
  }

  /** Forgets all and gives back memory of an unusually large batch. */
  public void clear() {
    pool = new byte[1 << 14];
    poolEnd = 0;
    ends = new int[1 << 9];
    slots = newSlots(1 << 10);
    size = 0;
  }
}
