package org.tidemark.bench.report;

import java.util.List;

/** Medians and spread of repeated measurements. */
public final class Statistics {
  private Statistics() {}

  /**
   * The middle value, or the mean of the two middle ones.
   *
   * @throws IllegalArgumentException for no values
   */
  public static double median(List<Double> values) {
    List<Double> sorted = sorted(values);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  public static double min(List<Double> values) {
    return sorted(values).get(0);
  }

  public static double max(List<Double> values) {
    return sorted(values).get(values.size() - 1);
  }

  private static List<Double> sorted(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    return values.stream().sorted().toList();
  }
}
