package org.tidemark.journal.source;

import java.util.Arrays;

/**
 * Bytes of many names, in pieces that are never copied. Names are written once; the owner copies to
 * compact. Not thread-safe.
 */
final class NamePool {
  private static final int PIECE_SHIFT = 16;
  private static final int PIECE_BYTES = 1 << PIECE_SHIFT;

  private byte[][] pieces = new byte[0][];
  private int end;
  private int garbage;

  /**
   * Puts a name at the end and gives its place.
   *
   * @param length at most 255
   */
  int add(byte[] buffer, int offset, int length) {
    ensure(length);
    System.arraycopy(buffer, offset, piece(end), within(end), length);
    end += length;
    return end - length;
  }

  /** A name never lies in two pieces. */
  private void ensure(int more) {
    if (pieces.length == 0 || within(end) + more > PIECE_BYTES || within(end) == 0) {
      end = Math.multiplyExact(pieces.length, PIECE_BYTES);
      pieces = Arrays.copyOf(pieces, pieces.length + 1);
      pieces[pieces.length - 1] = new byte[PIECE_BYTES];
    }
  }

  private byte[] piece(int at) {
    return pieces[at >>> PIECE_SHIFT];
  }

  private static int within(int at) {
    return at & (PIECE_BYTES - 1);
  }

  /** The name of that length is used no more; its bytes are given back by the next compaction. */
  void drop(int length) {
    garbage += length;
  }

  boolean mostlyGarbage() {
    return garbage > 4096 && garbage > end / 2;
  }

  boolean matches(int at, byte[] buffer, int offset, int length) {
    int from = within(at);
    return Arrays.equals(piece(at), from, from + length, buffer, offset, offset + length);
  }

  int hash(int at, int length) {
    return hash(piece(at), within(at), length);
  }

  static int hash(byte[] buffer, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + buffer[i];
    }
    return hash;
  }

  void copyTo(int at, int length, byte[] target, int offset) {
    System.arraycopy(piece(at), within(at), target, offset, length);
  }

  /** Takes over one name of another pool. */
  int addFrom(NamePool other, int at, int length) {
    return add(other.piece(at), within(at), length);
  }

  long memory() {
    return (long) PIECE_BYTES * pieces.length;
  }
}
