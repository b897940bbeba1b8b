package org.tidemark.bench.report;

import java.util.List;

/**
 * What one contender reached in a row.
 *
 * @param values one for each repetition, in the order of the runs; empty if it failed
 * @param failure why there are no values, or empty
 */
public record Measured(String contender, List<Double> values, String failure) {
  public Measured {
    values = List.copyOf(values);
  }

  public static Measured of(String contender, List<Double> values) {
    return new Measured(contender, values, "");
  }

  public static Measured of(String contender, double value) {
    return of(contender, List.of(value));
  }

  public static Measured failed(String contender, String failure) {
    return new Measured(contender, List.of(), failure);
  }

  public boolean isFailed() {
    return values.isEmpty();
  }

  /** Meaningless if it failed, as are the next two. */
  public double median() {
    return Statistics.median(values);
  }

  public double min() {
    return Statistics.min(values);
  }

  public double max() {
    return Statistics.max(values);
  }
}
