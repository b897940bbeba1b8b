package org.tidemark.rsync.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tidemark.rsync.points.KeepRules.Point;

/** Which points the rules keep. */
class KeepRulesTest {
  private static final ZoneId ZONE = ZoneOffset.UTC;

  private static Point at(long id, String time) {
    return new Point(id, Instant.parse(time).toEpochMilli());
  }

  private static List<Point> nightly(int count) {
    LocalDate first = LocalDate.of(2025, 1, 1);
    return IntStream.range(0, count)
        .mapToObj(n -> at(n + 1, first.plusDays(n) + "T02:00:00Z"))
        .toList();
  }

  @Test
  void theNewestStaysWhateverTheRules() {
    assertThat(new KeepRules(0, 0, 0, 0).kept(nightly(3), ZONE)).containsExactly(3L);
    assertThat(new KeepRules(0, 0, 0, 0).kept(List.of(), ZONE)).isEmpty();
  }

  @Test
  void ofEachDayTheNewestIsKept() {
    List<Point> points =
        List.of(
            at(1, "2026-03-01T01:00:00Z"),
            at(2, "2026-03-01T23:59:59Z"),
            at(3, "2026-03-04T00:00:00Z"),
            at(4, "2026-03-04T12:00:00Z"));
    assertThat(new KeepRules(0, 1, 0, 0).kept(points, ZONE)).containsExactly(4L);
    // Days without a point do not count.
    assertThat(new KeepRules(0, 2, 0, 0).kept(points, ZONE)).containsExactly(2L, 4L);
    assertThat(new KeepRules(2, 2, 0, 0).kept(points, ZONE)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void daysBeginWhereTheOperatorLives() {
    List<Point> points = List.of(at(1, "2026-03-01T22:30:00Z"), at(2, "2026-03-01T23:30:00Z"));
    assertThat(new KeepRules(0, 2, 0, 0).kept(points, ZONE)).containsExactly(2L);
    assertThat(new KeepRules(0, 2, 0, 0).kept(points, ZoneOffset.ofHours(1)))
        .containsExactly(1L, 2L);
  }

  @Test
  void weeksEndOnSundayAndMonthsOnTheirLastDay() {
    // 2025-01-05 and 2025-01-12 are Sundays.
    SortedSet<Long> weekly = new KeepRules(0, 0, 3, 0).kept(nightly(15), ZONE);
    assertThat(weekly).containsExactly(5L, 12L, 15L);
    SortedSet<Long> monthly = new KeepRules(0, 0, 0, 3).kept(nightly(70), ZONE);
    assertThat(monthly).containsExactly(31L, 59L, 70L);
  }

  @Test
  void theClockDoesNotDecideWhichPointIsTheNewest() {
    List<Point> points = List.of(at(1, "2030-01-01T00:00:00Z"), at(2, "2026-01-01T00:00:00Z"));
    assertThat(new KeepRules(1, 0, 0, 0).kept(points, ZONE)).containsExactly(2L);
  }

  @Test
  void whatIsKeptTodayAndAlsoTomorrowDoesNotDependOnTheOrderOfExpiring() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      List<Point> points = nightly(1 + random.nextInt(200));
      KeepRules rules =
          new KeepRules(random.nextInt(5), random.nextInt(9), random.nextInt(6), random.nextInt(6));
      SortedSet<Long> kept = rules.kept(points, ZONE);
      List<Point> rest = new ArrayList<>(points);
      rest.removeIf(point -> !kept.contains(point.id()));
      assertThat(rules.kept(rest, ZONE)).as(rules + " of " + points.size()).isEqualTo(kept);
    }
  }
}
