package org.tidemark.bench.report;

import java.util.Optional;

/** What a row is to reach, judged by its medians. */
public sealed interface Goal {
  /** In words, for the report. */
  String text();

  Verdict judge(Row row);

  /** The contender's value is at most {@code limit}, in the row's unit. */
  record AtMost(String contender, double limit, String text) implements Goal {
    @Override
    public Verdict judge(Row row) {
      Optional<Double> value = row.median(contender);
      return Verdict.of(this, value, row.unit(), value.filter(v -> v <= limit).isPresent());
    }
  }

  /** {@code ours} divided by {@code theirs} is at most {@code limit}. */
  record RatioAtMost(String ours, String theirs, double limit, String text) implements Goal {
    @Override
    public Verdict judge(Row row) {
      Optional<Double> ratio = row.ratio(ours, theirs);
      return Verdict.of(this, ratio, "x", ratio.filter(r -> r <= limit).isPresent());
    }
  }

  /** {@code ours} divided by {@code theirs} is at least {@code limit}. */
  record RatioAtLeast(String ours, String theirs, double limit, String text) implements Goal {
    @Override
    public Verdict judge(Row row) {
      Optional<Double> ratio = row.ratio(ours, theirs);
      return Verdict.of(this, ratio, "x", ratio.filter(r -> r >= limit).isPresent());
    }
  }

  /** A slope that cannot be told from zero, or is so small that it does not matter. */
  record NoSlope(String contender, String error, double harmless, String text) implements Goal {
    private static final double NOISE_IN_ERRORS = 2;

    @Override
    public Verdict judge(Row row) {
      Optional<Double> slope = row.median(contender);
      double noise = NOISE_IN_ERRORS * row.median(error).orElse(0.0);
      boolean reached = slope.filter(s -> s <= Math.max(noise, harmless)).isPresent();
      return Verdict.of(this, slope, row.unit(), reached);
    }
  }
}
