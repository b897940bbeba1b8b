package org.tidemark.bench.suite;

import java.util.Arrays;

/**
 * Many names in little memory: 64 bits of each. Two of ten million names share them with a chance
 * of one in 400,000. Not thread-safe.
 */
final class NameHashes {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private long[] hashes = new long[1024];
  private int size;
  private boolean sorted;

  /** FNV-1a, mixed once more because its high bits hardly depend on the last bytes. */
  static long hash(byte[] bytes, int from, int to) {
    long hash = OFFSET;
    for (int at = from; at < to; at++) {
      hash = (hash ^ (bytes[at] & 0xff)) * PRIME;
    }
    hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
    return hash ^ (hash >>> 29);
  }

  void add(byte[] bytes, int from, int to) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    hashes[size++] = hash(bytes, from, to);
    sorted = false;
  }

  boolean contains(byte[] bytes, int from, int to) {
    if (!sorted) {
      Arrays.sort(hashes, 0, size);
      sorted = true;
    }
    return Arrays.binarySearch(hashes, 0, size, hash(bytes, from, to)) >= 0;
  }

  int size() {
    return size;
  }
}
