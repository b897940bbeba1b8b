package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.MailDay;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.Size;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;

/**
 * What it costs to go back to a point, and to drop one, by the number of changes since then: in a
 * tree and in one four times as large.
 */
final class PointCosts {
  private static final List<Integer> CHANGES = List.of(1_000, 10_000, 100_000);
  private static final int MESSAGE_BYTES = 2048;
  private static final int TIMES_LARGER = 4;
  private static final int ROUNDS = 3;

  /** Of an operation that looked at the whole tree, more than this would show. */
  private static final double FLAT = 1.5;

  private final Bench bench;
  private final Map<String, List<Double>> restores = new LinkedHashMap<>();
  private final Map<String, List<Double>> expiries = new LinkedHashMap<>();

  private PointCosts(Bench bench) {
    this.bench = bench;
  }

  static void measure(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    PointCosts costs = new PointCosts(bench);
    Size large = bench.size().dividedBy(2);
    Size small = large.dividedBy(TIMES_LARGER);
    List<Integer> counts = CHANGES.stream().filter(n -> n <= small.files() / 2).toList();
    for (Size size : List.of(small, large)) {
      costs.measure(size, counts);
    }
    rows.accept(
        row(
            "restore",
            "A directory that holds the mirror as it is now is made to hold it as it was before so"
                + " many changes: the whole command, from JVM start to exit. The first restore into"
                + " an empty directory copies everything and is not measured.",
            costs.restores,
            counts,
            small,
            large));
    rows.accept(
        row(
            "expire",
            "The point before so many changes is dropped, with what its step saved: the whole"
                + " command, from JVM start to exit.",
            costs.expiries,
            counts,
            small,
            large));
  }

  private void measure(Size size, List<Integer> counts) throws IOException, InterruptedException {
    MailStore store = new MailStore(bench.trees().named("points", size), size);
    Path restored = bench.trees().reserve(size);
    Files.createDirectory(restored);
    MailDay day = new MailDay(store, MESSAGE_BYTES, 1);
    try (OurMirror ours = OurMirror.make(bench, store)) {
      bench.progress().step("points: first restore");
      ours.restore(newest(ours), restored);
      for (int count : counts) {
        for (int round = 0; round < ROUNDS; round++) {
          day.pass(count);
          measure(ours, restored, at(count, size));
        }
      }
      ours.prove();
    }
  }

  private void measure(OurMirror ours, Path restored, String what)
      throws IOException, InterruptedException {
    long before = newest(ours);
    ours.settle();
    ours.backUp();
    ours.restore(newest(ours), restored);
    add(restores, what, ours.restore(before, restored));
    ours.restore(newest(ours), restored);
    ours.prove(restored);
    add(expiries, what, ours.keepOnlyNewest());
  }

  private static long newest(OurMirror ours) throws IOException {
    List<Long> steps = ours.steps();
    return steps.get(steps.size() - 1);
  }

  private static String at(int count, Size size) {
    return String.format(Locale.ROOT, "%,d changes, %,d entries", count, size.entries());
  }

  private void add(Map<String, List<Double>> values, String what, double seconds) {
    values.computeIfAbsent(what, unused -> new ArrayList<>()).add(seconds);
    bench.progress().step(String.format(Locale.ROOT, "points: %s: %,.3f", what, seconds));
  }

  private static Row row(
      String name,
      String how,
      Map<String, List<Double>> values,
      List<Integer> counts,
      Size small,
      Size large) {
    List<Measured> measured =
        values.entrySet().stream().map(e -> Measured.of(e.getKey(), e.getValue())).toList();
    List<Goal> goals =
        counts.stream()
            .<Goal>map(
                count ->
                    new Goal.RatioAtMost(
                        at(count, large),
                        at(count, small),
                        FLAT,
                        String.format(
                            Locale.ROOT,
                            "%,d changes: at most %sx in a tree %d times as large",
                            count,
                            FLAT,
                            TIMES_LARGER)))
            .toList();
    return new Row("backup", name, how, "s", "", measured, goals, "");
  }
}
