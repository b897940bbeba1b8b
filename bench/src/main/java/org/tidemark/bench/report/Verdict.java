package org.tidemark.bench.report;

import java.util.Optional;

/**
 * A goal, and what came out.
 *
 * @param measured with its unit, or empty if it could not be measured
 */
public record Verdict(String goal, String measured, Outcome outcome) {
  /** Whether a goal was reached. */
  public enum Outcome {
    REACHED,
    NOT_REACHED,
    NOT_MEASURED
  }

  static Verdict of(Goal goal, Optional<Double> value, String unit, boolean reached) {
    if (value.isEmpty()) {
      return new Verdict(goal.text(), "", Outcome.NOT_MEASURED);
    }
    return new Verdict(
        goal.text(),
        Numbers.withUnit(value.get(), unit),
        reached ? Outcome.REACHED : Outcome.NOT_REACHED);
  }

  public String word() {
    return switch (outcome) {
      case REACHED -> "reached";
      case NOT_REACHED -> "NOT reached";
      case NOT_MEASURED -> "not measured";
    };
  }
}
