package org.tidemark.journal.links;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Says without asking the database that a name or a handle belongs to no linked file: a Bloom
 * filter, which errs on the other side only. What is removed stays in it until the next start.
 * Filled by one thread, then owned by the ingest thread.
 */
public final class LinkFilter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** 128 KiB to 8 MiB. */
  private static final int LEAST_BITS = 1 << 20;

  private static final int MOST_BITS = 1 << 26;

  /** With two bits for each of so many keys fewer than one in fifty is taken for one of them. */
  private static final int BITS_PER_KEY = 16;

  private final long[] words;

  /** Room for that many names and handles; more make it err more often. */
  public LinkFilter(long keys) {
    long wanted = Math.min(Math.max(keys, 1) * BITS_PER_KEY, MOST_BITS);
    int bits = Math.max(LEAST_BITS, Integer.highestOneBit((int) wanted));
    words = new long[bits / Long.SIZE];
  }

  public void add(byte[] key) {
    long hash = hash(key, 0, key.length);
    set((int) hash);
    set((int) (hash >>> 32));
  }

  private void set(int bit) {
    words[word(bit)] |= 1L << bit;
  }

  /** For filters of inode numbers. */
  public void add(long inode) {
    add(keyOf(inode));
  }

  /** False if it was never added. */
  public boolean mayHold(long inode) {
    return mayHold(keyOf(inode), 0, Long.BYTES);
  }

  private static byte[] keyOf(long inode) {
    byte[] key = new byte[Long.BYTES];
    LONG.set(key, 0, inode);
    return key;
  }

  /** False if it was never added. */
  public boolean mayHold(byte[] buffer, int offset, int length) {
    long hash = hash(buffer, offset, length);
    return isSet((int) hash) && isSet((int) (hash >>> 32));
  }

  private boolean isSet(int bit) {
    return (words[word(bit)] & 1L << bit) != 0;
  }

  private int word(int bit) {
    return (bit >>> 6) & (words.length - 1);
  }

  private static long hash(byte[] buffer, int offset, int length) {
    long value = length;
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      value = (value ^ (long) LONG.get(buffer, at)) * 0x9E3779B97F4A7C15L;
      value ^= value >>> 32;
    }
    for (; at < end; at++) {
      value = (value ^ (buffer[at] & 0xff)) * 0x100000001b3L;
    }
    value *= 0xBF58476D1CE4E5B9L;
    return value ^ value >>> 31;
  }
}
