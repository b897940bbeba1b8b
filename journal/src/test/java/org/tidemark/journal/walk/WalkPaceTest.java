package org.tidemark.journal.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** By a clock and a counter of the test's own. */
class WalkPaceTest {
  private static final long STEP_MILLIS = 1;

  private long events;
  private long nowNanos = Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(1_500);
  private final WalkPace pace = new WalkPace(() -> events, () -> nowNanos);

  /** In how many milliseconds of a time with so many events in each a walk may go on. */
  private int turns(int millis, int eventsPerMilli) {
    int turns = 0;
    for (int i = 0; i < millis; i++) {
      nowNanos += TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS);
      events += eventsPerMilli;
      turns += pace.restNanos() == 0 ? 1 : 0;
    }
    return turns;
  }

  @Test
  void neverRestsWhileFewEventsCome() {
    assertThat(turns(5_000, 1)).isEqualTo(5_000);
    assertThat(pace.isResting()).isFalse();
  }

  @Test
  void underFullLoadItRunsForATenthOfTheTimeAndNeverLess() {
    int unused = turns(200, 50);
    assertThat(pace.isResting()).isTrue();
    for (int second = 0; second < 5; second++) {
      assertThat(turns(1_000, 50)).isBetween(90, 110);
    }
  }

  @Test
  void noRestIsLongerThanTheTimeUntilTheNextTurn() {
    int unused = turns(200, 50);
    while (pace.restNanos() == 0) {
      unused = turns(1, 50);
    }
    nowNanos += pace.restNanos();
    assertThat(pace.restNanos()).isZero();
  }

  @Test
  void goesOnAtFullSpeedOnceEventsWereFewForASecond() {
    int unused = turns(1_000, 50);
    unused = turns(1_200, 0);
    assertThat(pace.isResting()).isFalse();
    assertThat(turns(1_000, 0)).isEqualTo(1_000);
  }

  @Test
  void pausesOfTheWritersDoNotEndItsRest() {
    int unused = turns(1_000, 50);
    for (int i = 0; i < 5; i++) {
      unused = turns(500, 0);
      assertThat(pace.isResting()).isTrue();
      unused = turns(300, 50);
    }
  }

  @Test
  void manyEventsLongAgoAreNoReasonToRest() {
    events += 100_000;
    nowNanos += TimeUnit.HOURS.toNanos(1);
    assertThat(pace.restNanos()).isZero();
    assertThat(turns(1_000, 0)).isEqualTo(1_000);
  }

  @Test
  void aThreadThatAlwaysWakesTooLateStillGoesOn() {
    WalkPace stuck = new WalkPace(() -> events, () -> nowNanos);
    nowNanos += TimeUnit.MILLISECONDS.toNanos(200);
    events += 1_000_000;
    WalkControl control = new WalkControl(stuck);
    assertThat(control.goOn()).isTrue();
    assertThat(control.isResting()).isTrue();
    assertThat(control.goOn()).isTrue();
  }

  @Test
  void aWalkThatRestsCanBeEnded() {
    events += 1_000_000;
    nowNanos += TimeUnit.MILLISECONDS.toNanos(200);
    WalkControl control = new WalkControl(pace);
    control.cancel();
    assertThat(control.goOn()).isFalse();
  }
}
