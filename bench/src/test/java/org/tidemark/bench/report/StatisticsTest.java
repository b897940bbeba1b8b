package org.tidemark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.bench.report.LeastSquares.Point;

final class StatisticsTest {
  @Test
  void theMedianOfAnOddNumberIsTheMiddleOne() {
    assertThat(Statistics.median(List.of(9.0, 1.0, 4.0))).isEqualTo(4);
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertThat(Statistics.median(List.of(9.0, 1.0, 4.0, 6.0))).isEqualTo(5);
  }

  @Test
  void nothingHasNoMedian() {
    assertThatIllegalArgumentException().isThrownBy(() -> Statistics.median(List.of()));
  }

  @Test
  void aLineGoesThroughPointsThatLieOnOne() {
    LeastSquares line =
        LeastSquares.through(List.of(new Point(1, 5), new Point(2, 7), new Point(4, 11)));
    assertThat(line.slope()).isCloseTo(2, within(1e-9));
    assertThat(line.intercept()).isCloseTo(3, within(1e-9));
    assertThat(line.error()).isCloseTo(0, within(1e-9));
    assertThat(line.at(100)).isCloseTo(203, within(1e-9));
  }

  /** Worked out by hand: residues -0.1, 0.2, -0.1; 0.06 / 1 / 2 = 0.03. */
  @Test
  void theStandardErrorIsThatOfTheTextbook() {
    LeastSquares line =
        LeastSquares.through(List.of(new Point(0, 0), new Point(1, 1.3), new Point(2, 2)));
    assertThat(line.slope()).isCloseTo(1, within(1e-9));
    assertThat(line.error()).isCloseTo(Math.sqrt(0.03), within(1e-9));
  }

  @Test
  void onePlaceIsNotALine() {
    List<Point> points = List.of(new Point(1, 5), new Point(1, 7));
    assertThatIllegalArgumentException().isThrownBy(() -> LeastSquares.through(points));
  }
}
