package org.tidemark.rsync.points;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which points are kept: the newest ones, and the newest of each of the last days, weeks and months
 * that have any. Periods without a point do not count, so that a time without backups costs none.
 * Pure.
 *
 * @param last how many of the newest are kept
 * @param daily for how many days that have points the newest of the day is kept
 * @param weekly the same for weeks, from Monday on
 * @param monthly the same for months
 */
public record KeepRules(int last, int daily, int weekly, int monthly) {
  /**
   * A point.
   *
   * @param id number of its step
   * @param millis wall clock, milliseconds since 1970
   */
  public record Point(long id, long millis) {}

  /** True if nothing is asked for, so that nothing but the newest would stay. */
  public boolean isEmpty() {
    return last <= 0 && daily <= 0 && weekly <= 0 && monthly <= 0;
  }

  /**
   * The numbers of those that stay; the newest always does. Order is that of the numbers: the clock
   * may have been wrong.
   *
   * @param zone in which days begin
   */
  public SortedSet<Long> kept(Collection<Point> points, ZoneId zone) {
    List<Point> newestFirst =
        points.stream().sorted(Comparator.comparingLong(Point::id).reversed()).toList();
    SortedSet<Long> kept = new TreeSet<>();
    newestFirst.stream().limit(Math.max(1, last)).forEach(point -> kept.add(point.id()));
    addNewestOf(newestFirst, daily, zone, date -> date, kept);
    addNewestOf(newestFirst, weekly, zone, KeepRules::week, kept);
    addNewestOf(newestFirst, monthly, zone, YearMonth::from, kept);
    return kept;
  }

  private static String week(LocalDate date) {
    return date.get(IsoFields.WEEK_BASED_YEAR) + " " + date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
  }

  private static void addNewestOf(
      List<Point> newestFirst,
      int count,
      ZoneId zone,
      Function<LocalDate, Object> period,
      Set<Long> kept) {
    Set<Object> seen = new HashSet<>();
    for (Point point : newestFirst) {
      LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(point.millis()), zone);
      if (seen.size() < count && seen.add(period.apply(date))) {
        kept.add(point.id());
      }
    }
  }
}
