package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.Size;
import org.tidemark.bench.Suite;
import org.tidemark.bench.contender.FanotifyLoop;
import org.tidemark.bench.contender.InotifyWait;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.contender.Visit.Starting;
import org.tidemark.bench.contender.Watcher;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;

/** How much writers are slowed down by being watched. */
public final class WriterCostSuite implements Suite {
  private static final String NOBODY = "not watched";
  private static final String FANOTIFY = "tidemark fanotify";
  private static final String INOTIFYWAIT = "inotifywait -r -m";
  private static final int SEED = 1;

  @Override
  public String name() {
    return "writer-cost";
  }

  @Override
  public String about() {
    return "how much slower writers are while they are watched";
  }

  /** Moderate, so that the watchers are armed soon; the writers' work does not depend on it. */
  static Size moderate(Bench bench) {
    Size size = bench.size();
    return size.dividedBy(Math.max(1, size.directories() / 20_000));
  }

  @Override
  public void run(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    Size size = moderate(bench);
    Path tree = bench.trees().of(size);
    int rounds = 5;
    long operations = Math.min(300_000, 100 * size.directories());
    // The first run makes the directories' blocks, which later runs find.
    churn(bench, tree, operations);
    List<Measured> seconds =
        new Rounds(bench.progress(), "writer-cost")
            .with(NOBODY, rounds, () -> churn(bench, tree, operations))
            .with(
                FANOTIFY,
                rounds,
                beside(bench, tree, operations, daemon(bench, tree, Source.FANOTIFY)))
            .with(
                "tidemark inotify",
                rounds,
                beside(bench, tree, operations, daemon(bench, tree, Source.INOTIFY)))
            .with(
                INOTIFYWAIT,
                rounds,
                beside(bench, tree, operations, () -> InotifyWait.start(bench, tree, Bench.LONG)))
            .with(
                "C fanotify loop",
                rounds,
                beside(bench, tree, operations, () -> FanotifyLoop.start(bench, tree, 0)))
            .with(
                "C fanotify loop, naps 10 ms",
                rounds,
                beside(bench, tree, operations, () -> FanotifyLoop.start(bench, tree, 10)))
            .run();
    rows.accept(row(size, operations, seconds));
  }

  private Row row(Size size, long operations, List<Measured> seconds) {
    return new Row(
        name(),
        "churn",
        String.format(
            Locale.ROOT,
            "Two processes deliver, append, rename and remove messages in a tree of %,d"
                + " directories as fast as they can, %,d operations together: their time beside"
                + " each watcher, divided by their time alone in the same round.",
            size.directories(),
            operations),
        "x",
        NOBODY,
        ratios(seconds),
        List.of(
            new Goal.AtMost(FANOTIFY, 1.35, "tidemark fanotify at most 1.35x"),
            new Goal.RatioAtMost(FANOTIFY, INOTIFYWAIT, 1, "below inotifywait")),
        "");
  }

  private static Starting daemon(Bench bench, Path tree, Source source) {
    return () -> TidemarkDaemon.start(bench, source, tree, Bench.LONG);
  }

  private static Rounds.Measurement beside(
      Bench bench, Path tree, long operations, Starting starting) {
    return () -> {
      try (Watcher watcher = starting.start()) {
        double seconds = churn(bench, tree, operations);
        watcher.requireAlive();
        return seconds;
      }
    };
  }

  private static double churn(Bench bench, Path tree, long operations)
      throws IOException, InterruptedException {
    bench.programs().check(List.of("sync", "-f", tree.toString()), Bench.LONG);
    List<String> command = bench.compiled("churn", tree, 2, SEED, "operations=" + operations);
    String printed = bench.programs().check(command, Bench.LONG).out();
    return Double.parseDouble(printed.trim().split(" ")[1]);
  }

  /** Each round's value divided by the first contender's of that round. */
  static List<Measured> ratios(List<Measured> seconds) {
    List<Double> alone = seconds.get(0).values();
    List<Measured> ratios = new ArrayList<>();
    for (Measured measured : seconds) {
      if (measured.isFailed() || seconds.get(0).isFailed()) {
        ratios.add(Measured.failed(measured.contender(), measured.failure()));
        continue;
      }
      List<Double> values = new ArrayList<>();
      for (int round = 0; round < measured.values().size(); round++) {
        values.add(measured.values().get(round) / alone.get(round));
      }
      ratios.add(Measured.of(measured.contender(), values));
    }
    return ratios;
  }
}
