package org.tidemark.bench.report;

import java.util.List;

/**
 * A straight line through points, by least squares.
 *
 * @param slope in units of y per unit of x
 * @param intercept y at x = 0
 * @param error the slope's standard error; 0 for two points
 */
public record LeastSquares(double slope, double intercept, double error) {
  /** A point. */
  public record Point(double x, double y) {}

  /**
   * @throws IllegalArgumentException for fewer than two different x
   */
  public static LeastSquares through(List<Point> points) {
    double meanX = points.stream().mapToDouble(Point::x).average().orElse(0);
    double meanY = points.stream().mapToDouble(Point::y).average().orElse(0);
    double squares = points.stream().mapToDouble(p -> square(p.x - meanX)).sum();
    if (squares == 0) {
      throw new IllegalArgumentException("a line needs two points with different x");
    }
    double slope = points.stream().mapToDouble(p -> (p.x - meanX) * (p.y - meanY)).sum() / squares;
    double intercept = meanY - slope * meanX;
    double residue = points.stream().mapToDouble(p -> square(p.y - intercept - slope * p.x)).sum();
    int freedom = points.size() - 2;
    double error = freedom == 0 ? 0 : Math.sqrt(residue / freedom / squares);
    return new LeastSquares(slope, intercept, error);
  }

  private static double square(double value) {
    return value * value;
  }

  public double at(double x) {
    return intercept + slope * x;
  }
}
