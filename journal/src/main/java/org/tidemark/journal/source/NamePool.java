package org.tidemark.journal.source;

import java.util.Arrays;

/** Bytes of many names in one array. Names are written once; the owner copies to compact. */
final class NamePool {
  private byte[] bytes = new byte[4096];
  private int end;
  private int garbage;

  /** Puts a name at the end and gives its offset. */
  int add(byte[] buffer, int offset, int length) {
    ensure(length);
    System.arraycopy(buffer, offset, bytes, end, length);
    end += length;
    return end - length;
  }

  private void ensure(int more) {
    if (bytes.length - end < more) {
      long wanted = Math.max(end + (long) more, bytes.length + (bytes.length >> 1));
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }

  /** The name of that length is used no more; its bytes are given back by the next compaction. */
  void drop(int length) {
    garbage += length;
  }

  boolean mostlyGarbage() {
    return garbage > 4096 && garbage > end / 2;
  }

  boolean matches(int at, byte[] buffer, int offset, int length) {
    return Arrays.equals(bytes, at, at + length, buffer, offset, offset + length);
  }

  int hash(int at, int length) {
    return hash(bytes, at, length);
  }

  static int hash(byte[] buffer, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + buffer[i];
    }
    return hash;
  }

  void copyTo(int at, int length, byte[] target, int offset) {
    System.arraycopy(bytes, at, target, offset, length);
  }

  /** Takes over one name of another pool. */
  int addFrom(NamePool other, int at, int length) {
    return add(other.bytes, at, length);
  }

  long memory() {
    return bytes.length;
  }
}
