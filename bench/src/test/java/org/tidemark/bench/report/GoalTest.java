package org.tidemark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.bench.report.Verdict.Outcome;

final class GoalTest {
  private static final Measured OURS = Measured.of("ours", List.of(3.0, 1.0, 2.0));
  private static final Measured PEER = Measured.of("peer", List.of(4.0));

  private static Verdict judge(Goal goal, Measured... measured) {
    return Rows.of(goal, measured).verdicts().get(0);
  }

  @Test
  void aLimitIsComparedWithTheMedian() {
    assertThat(judge(new Goal.AtMost("ours", 2, "g"), OURS).outcome()).isEqualTo(Outcome.REACHED);
    assertThat(judge(new Goal.AtMost("ours", 1.9, "g"), OURS).outcome())
        .isEqualTo(Outcome.NOT_REACHED);
  }

  @Test
  void aRatioIsThatOfTheMedians() {
    assertThat(judge(new Goal.RatioAtMost("ours", "peer", 0.5, "g"), OURS, PEER))
        .isEqualTo(new Verdict("g", "0.500x", Outcome.REACHED));
    assertThat(judge(new Goal.RatioAtLeast("ours", "peer", 0.6, "g"), OURS, PEER).outcome())
        .isEqualTo(Outcome.NOT_REACHED);
  }

  @Test
  void withoutThePeerARatioIsNotMeasured() {
    Measured failed = Measured.failed("peer", "failed: no such program");
    Goal goal = new Goal.RatioAtMost("ours", "peer", 2, "g");
    assertThat(judge(goal, OURS, failed)).isEqualTo(new Verdict("g", "", Outcome.NOT_MEASURED));
    assertThat(judge(goal, OURS).outcome()).isEqualTo(Outcome.NOT_MEASURED);
  }

  @Test
  void aSlopeWithinTwoErrorsIsNone() {
    Goal goal = new Goal.NoSlope("slope", "error", 0.1, "g");
    Measured error = Measured.of("error", 1);
    assertThat(judge(goal, Measured.of("slope", 1.9), error).outcome()).isEqualTo(Outcome.REACHED);
    assertThat(judge(goal, Measured.of("slope", -9), error).outcome()).isEqualTo(Outcome.REACHED);
    assertThat(judge(goal, Measured.of("slope", 2.1), error).outcome())
        .isEqualTo(Outcome.NOT_REACHED);
  }

  @Test
  void aHarmlessSlopeIsNone() {
    Goal goal = new Goal.NoSlope("slope", "error", 100, "g");
    Measured error = Measured.of("error", 0.001);
    assertThat(judge(goal, Measured.of("slope", 99), error).outcome()).isEqualTo(Outcome.REACHED);
  }
}
