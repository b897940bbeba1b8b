package org.tidemark.journal.source;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which name in which watched directory belongs to the path of which roots. Lookups allocate
 * nothing: most events in these directories are about other names. Immutable once built.
 */
final class AncestorNames {
  private int[] watches = new int[16];
  private byte[][] names = new byte[16][];
  private BitSet[] roots = new BitSet[16];
  private int count;

  void add(int watch, byte[] name, int root) {
    int found = find(watch, name, 0, name.length);
    if (found < 0) {
      found = append(watch, name);
    }
    roots[found].set(root);
  }

  private int append(int watch, byte[] name) {
    if (count == watches.length) {
      watches = Arrays.copyOf(watches, count * 2);
      names = Arrays.copyOf(names, count * 2);
      roots = Arrays.copyOf(roots, count * 2);
    }
    watches[count] = watch;
    names[count] = name;
    roots[count] = new BitSet();
    return count++;
  }

  private int find(int watch, byte[] buffer, int offset, int length) {
    for (int i = 0; i < count; i++) {
      if (watches[i] == watch
          && Arrays.equals(names[i], 0, names[i].length, buffer, offset, offset + length)) {
        return i;
      }
    }
    return -1;
  }

  /** Adds the roots whose path goes through this name. */
  void collect(int watch, byte[] buffer, int offset, int length, BitSet into) {
    int found = find(watch, buffer, offset, length);
    if (found >= 0) {
      into.or(roots[found]);
    }
  }

  /** Adds the roots whose path goes through this directory. */
  void collect(int watch, BitSet into) {
    for (int i = 0; i < count; i++) {
      if (watches[i] == watch) {
        into.or(roots[i]);
      }
    }
  }

  boolean has(int watch) {
    for (int i = 0; i < count; i++) {
      if (watches[i] == watch) {
        return true;
      }
    }
    return false;
  }

  int[] watches() {
    return Arrays.stream(watches, 0, count).distinct().toArray();
  }
}
