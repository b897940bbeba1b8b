package org.tidemark.journal.source;

import java.util.Arrays;

/**
 * A few numbers per node, those of one node beside each other. They lie in pieces that are never
 * copied, so that growing costs neither garbage nor room that is not used. Not thread-safe.
 */
final class NodeRows {
  private static final int ROWS_SHIFT = 12;
  private static final int ROWS_PER_PIECE = 1 << ROWS_SHIFT;

  private final int fields;
  private int[][] pieces = new int[0][];

  NodeRows(int fields) {
    this.fields = fields;
  }

  int get(int node, int field) {
    return pieces[node >>> ROWS_SHIFT][(node & (ROWS_PER_PIECE - 1)) * fields + field];
  }

  void set(int node, int field, int value) {
    pieces[node >>> ROWS_SHIFT][(node & (ROWS_PER_PIECE - 1)) * fields + field] = value;
  }

  /** Makes room for this node; those before it have theirs. */
  void ensure(int node) {
    int piece = node >>> ROWS_SHIFT;
    if (piece == pieces.length) {
      pieces = Arrays.copyOf(pieces, piece + 1);
      pieces[piece] = new int[ROWS_PER_PIECE * fields];
    }
  }

  long memory() {
    return 4L * fields * ROWS_PER_PIECE * pieces.length;
  }
}
