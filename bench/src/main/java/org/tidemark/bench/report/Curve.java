package org.tidemark.bench.report;

import java.util.List;

/** One contender's values by the number of directories. */
public record Curve(String contender, List<LeastSquares.Point> points) {
  public Curve {
    points = List.copyOf(points);
  }
}
