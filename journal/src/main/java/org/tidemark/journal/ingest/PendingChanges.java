package org.tidemark.journal.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tidemark.journal.links.LinkFilter;
import org.tidemark.journal.model.ChangeBits;

/**
 * What happened since the last flush, merged per (directory, name): bits are OR-ed and nothing
 * cancels anything. Primitive arrays and one byte pool, so that an event makes no object. Owned by
 * the ingest thread.
 *
 * <p>Directories are numbered here per batch: a number stands for (source, the source's number).
 */
final class PendingChanges {
  private static final int START = 1 << 12;

  /** Bytes of handles kept for one name. */
  static final int MAX_HANDLES = 1024;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final DirectoryNumbers directories = new DirectoryNumbers();

  private int count;
  private int[] directory = new int[START];
  private int[] bits = new int[START];
  private int[] nameAt = new int[START];
  private byte[] nameLength = new byte[START];
  private int[] handleAt = new int[START];
  private short[] handleLength = new short[START];
  private int[] hashes = new int[START];
  private int[] slots = emptySlots(START * 2);

  private byte[] pool = new byte[START * 16];
  private int poolUsed;

  /** Merges one event; buffers are copied. */
  void add(
      int source,
      int sourceDirectory,
      byte[] buffer,
      int nameOffset,
      int length,
      int newBits,
      int handleOffset,
      int newHandleLength) {
    int dir = directories.numberOf(source, sourceDirectory);
    int flags = directories.flags(dir);
    if (collapsed(flags, newBits)) {
      return;
    }
    int entry = find(dir, buffer, nameOffset, length);
    bits[entry] |= newBits;
    if (newHandleLength > 0) {
      keepHandle(entry, buffer, handleOffset, newHandleLength);
    }
  }

  /** A directory that was collapsed already says more than this event. */
  private static boolean collapsed(int flags, int newBits) {
    return ChangeBits.has(flags, ChangeBits.SUBTREE)
        || (ChangeBits.has(flags, ChangeBits.CONTENTS)
            && !ChangeBits.has(newBits, ChangeBits.DIRECTORY));
  }

  private int find(int dir, byte[] buffer, int offset, int length) {
    int hash = hash(dir, buffer, offset, length);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] >= 0) {
      int entry = slots[slot];
      if (hashes[entry] == hash
          && directory[entry] == dir
          && (nameLength[entry] & 0xff) == length
          && Arrays.equals(
              pool, nameAt[entry], nameAt[entry] + length, buffer, offset, offset + length)) {
        return entry;
      }
      slot = (slot + 1) & mask;
    }
    return insert(slot, hash, dir, buffer, offset, length);
  }

  private int insert(int slot, int hash, int dir, byte[] buffer, int offset, int length) {
    if (count == directory.length) {
      growEntries();
      return find(dir, buffer, offset, length);
    }
    int entry = count++;
    slots[slot] = entry;
    hashes[entry] = hash;
    directory[entry] = dir;
    bits[entry] = 0;
    nameAt[entry] = copyToPool(buffer, offset, length);
    nameLength[entry] = (byte) length;
    handleLength[entry] = 0;
    return entry;
  }

  /** A name may stand for several objects within a batch: each one's other names matter. */
  private void keepHandle(int entry, byte[] buffer, int offset, int length) {
    int known = handleLength[entry];
    if (hasHandle(entry, buffer, offset, length)) {
      return;
    }
    int room = (MAX_HANDLES - length) / length * length;
    int kept = Math.min(known, room);
    int from = handleAt[entry];
    int at = copyToPool(buffer, offset, length);
    int keptAt = copyToPool(pool, from, kept);
    handleAt[entry] = at;
    handleLength[entry] = (short) (keptAt + kept - at);
  }

  private boolean hasHandle(int entry, byte[] buffer, int offset, int length) {
    int end = handleAt[entry] + handleLength[entry];
    for (int at = handleAt[entry]; at + length <= end; at += length) {
      if (Arrays.equals(pool, at, at + length, buffer, offset, offset + length)) {
        return true;
      }
    }
    return false;
  }

  private int copyToPool(byte[] buffer, int offset, int length) {
    if (pool.length - poolUsed < length) {
      pool = Arrays.copyOf(pool, Math.max(pool.length * 2, poolUsed + length));
    }
    System.arraycopy(buffer, offset, pool, poolUsed, length);
    int at = poolUsed;
    poolUsed += length;
    return at;
  }

  private void growEntries() {
    int size = directory.length * 2;
    directory = Arrays.copyOf(directory, size);
    bits = Arrays.copyOf(bits, size);
    nameAt = Arrays.copyOf(nameAt, size);
    nameLength = Arrays.copyOf(nameLength, size);
    handleAt = Arrays.copyOf(handleAt, size);
    handleLength = Arrays.copyOf(handleLength, size);
    hashes = Arrays.copyOf(hashes, size);
    rebuildSlots(size * 2);
  }

  private void rebuildSlots(int size) {
    slots = emptySlots(size);
    for (int entry = 0; entry < count; entry++) {
      int slot = hashes[entry] & (size - 1);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (size - 1);
      }
      slots[slot] = entry;
    }
  }

  private static int[] emptySlots(int size) {
    int[] slots = new int[size];
    Arrays.fill(slots, -1);
    return slots;
  }

  private static int hash(int dir, byte[] buffer, int offset, int length) {
    long value = dir * 0x9E3779B97F4A7C15L + length;
    int at = 0;
    for (; at + 8 <= length; at += 8) {
      value = (value ^ (long) LONG.get(buffer, offset + at)) * 0xff51afd7ed558ccdL;
      value ^= value >>> 32;
    }
    for (; at < length; at++) {
      value = (value ^ buffer[offset + at]) * 0x100000001b3L;
    }
    value ^= value >>> 29;
    return (int) (value ^ (value >>> 32));
  }

  // --- reading at flush -------------------------------------------------------------------------

  int count() {
    return count;
  }

  boolean isEmpty() {
    return count == 0 && directories.count() == 0;
  }

  DirectoryNumbers directories() {
    return directories;
  }

  /** Batch number of the entry's directory. */
  int directory(int entry) {
    return directory[entry];
  }

  int bits(int entry) {
    return bits[entry];
  }

  byte[] name(int entry) {
    return Arrays.copyOfRange(pool, nameAt[entry], nameAt[entry] + (nameLength[entry] & 0xff));
  }

  /** The handles of the objects behind the name, one behind the other; or null. */
  byte[] handle(int entry) {
    int length = handleLength[entry];
    return length == 0 ? null : Arrays.copyOfRange(pool, handleAt[entry], handleAt[entry] + length);
  }

  /** Whether the name alone, in whatever directory, may be in the filter. */
  boolean isNameIn(int entry, LinkFilter filter) {
    return filter.mayHold(pool, nameAt[entry], nameLength[entry] & 0xff);
  }

  boolean hasHandle(int entry) {
    return handleLength[entry] > 0;
  }

  /** Bytes that entries take. */
  long bytes() {
    return poolUsed + 35L * count + 20L * directories.count();
  }

  /** Forgets everything; arrays that grew large are given back. */
  void clear() {
    count = 0;
    poolUsed = 0;
    directories.clear();
    if (pool.length > 1 << 24) {
      pool = new byte[START * 16];
    }
    Arrays.fill(slots, -1);
  }

  // --- collapsing -------------------------------------------------------------------------------

  /**
   * Makes room without losing anything. Children that are not directories fold into CONTENTS of
   * their directory; if that is not enough, every directory of the batch becomes SUBTREE.
   *
   * @param limit bytes that may remain
   * @return false if even that leaves more than the limit
   */
  boolean collapse(long limit) {
    foldInto(ChangeBits.CONTENTS);
    if (bytes() > limit) {
      foldInto(ChangeBits.SUBTREE);
    }
    return bytes() <= limit;
  }

  private void foldInto(int flag) {
    int kept = 0;
    for (int entry = 0; entry < count; entry++) {
      boolean stays =
          nameLength[entry] == 0
              || (flag == ChangeBits.CONTENTS && ChangeBits.has(bits[entry], ChangeBits.DIRECTORY));
      if (stays) {
        move(entry, kept++);
      } else {
        directories.addFlags(directory[entry], flag);
      }
    }
    count = kept;
    compactPool();
    rebuildSlots(slots.length);
  }

  private void move(int from, int to) {
    directory[to] = directory[from];
    bits[to] = bits[from];
    nameAt[to] = nameAt[from];
    nameLength[to] = nameLength[from];
    handleAt[to] = handleAt[from];
    handleLength[to] = handleLength[from];
    hashes[to] = hashes[from];
  }

  private void compactPool() {
    byte[] old = pool;
    pool = new byte[Math.max(START * 16, old.length / 4)];
    poolUsed = 0;
    for (int entry = 0; entry < count; entry++) {
      nameAt[entry] = copyToPool(old, nameAt[entry], nameLength[entry] & 0xff);
      if (handleLength[entry] > 0) {
        handleAt[entry] = copyToPool(old, handleAt[entry], handleLength[entry]);
      }
    }
  }
}
