package org.tidemark.rsync.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.Level;

/** What becomes of each step when only some points are kept. */
class ExpirePlanTest {
  private static Step step(long number, long follows, boolean done) {
    Begin begin = new Begin("c", Level.INCREMENTAL, "j", 1, 2, 3, follows);
    Done end = new Done("j", 2, 3, 0, 0, 0, 0, 0);
    return new Step(number, Optional.of(begin), done ? Optional.of(end) : Optional.empty());
  }

  private static List<Step> chainOf(int from, int to) {
    List<Step> steps = new ArrayList<>();
    for (int number = from; number <= to; number++) {
      steps.add(step(number, number == from ? 0 : number - 1, true));
    }
    return steps;
  }

  private static ExpirePlan plan(List<Step> steps, long last, Long... kept) {
    return ExpirePlan.of(steps, Chain.of(steps, last), Set.of(kept), Set.of());
  }

  @Test
  void stepsBelowTheOldestKeptPointGoAndItsOwnRecordsToo() {
    ExpirePlan plan = plan(chainOf(1, 5), 5, 3L, 4L, 5L);
    assertThat(plan.dropped()).containsExactly(1L, 2L);
    assertThat(plan.removed()).containsExactly(1L, 2L);
    assertThat(plan.stripped()).containsExactly(3L);
    assertThat(plan.swept()).isEmpty();
  }

  @Test
  void betweenKeptPointsStepsStayAndAreSwept() {
    List<Step> steps = chainOf(1, 5);
    ExpirePlan plan = plan(steps, 5, 2L, 5L);
    assertThat(plan.dropped()).containsExactly(1L, 3L, 4L);
    assertThat(plan.removed()).containsExactly(1L);
    assertThat(plan.swept()).containsExactly(List.of(steps.get(4), steps.get(3), steps.get(2)));
  }

  @Test
  void whatWasDroppedAndNotSweptIsSweptLater() {
    List<Step> steps = List.of(step(1, 0, true), step(2, 1, false), step(3, 2, true));
    Chain chain = Chain.of(steps, 3);
    assertThat(ExpirePlan.of(steps, chain, Set.of(1L, 3L), Set.of(2L)).swept())
        .containsExactly(List.of(steps.get(2), steps.get(1)));
    assertThat(ExpirePlan.of(steps, chain, Set.of(1L, 3L), Set.of()).swept()).isEmpty();
  }

  @Test
  void anInterruptedNewestStepIsLeftAlone() {
    List<Step> steps = new ArrayList<>(chainOf(1, 3));
    steps.add(step(4, 3, false));
    ExpirePlan plan = plan(steps, 4, 3L);
    assertThat(plan.removed()).containsExactly(1L, 2L);
    assertThat(plan.stripped()).containsExactly(3L);
  }

  @Test
  void aChainThatLeadsNowhereGoesWithItsLastKeptPoint() {
    List<Step> steps = new ArrayList<>(chainOf(1, 3));
    steps.addAll(chainOf(4, 5));
    assertThat(plan(steps, 5, 2L, 5L).removed()).containsExactly(1L, 4L);
    assertThat(plan(steps, 5, 5L).removed()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(plan(steps, 5, 5L).dropped()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void withoutAnyKeptPointOfTheMirrorsChainNothingOfItGoes() {
    assertThat(plan(List.of(step(1, 0, false)), 1).removed()).isEmpty();
  }
}
