package org.tidemark.bench.report;

import java.util.List;

/** Rows for tests. */
final class Rows {
  private Rows() {}

  static Row of(Goal goal, Measured... measured) {
    return new Row("suite", "row", "how", "s", "peer", List.of(measured), List.of(goal), "a note");
  }
}
