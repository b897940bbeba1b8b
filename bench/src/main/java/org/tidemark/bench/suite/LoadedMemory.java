package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.machine.ProcessMemory;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.LeastSquares;
import org.tidemark.bench.report.LeastSquares.Point;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;
import org.tidemark.bench.report.Statistics;

/** Whether memory grows while writers work, for both of our sources at once. */
final class LoadedMemory {
  private static final String ERROR = ", standard error";
  private static final int OPERATIONS_PER_SECOND = 4000;
  private static final int SAMPLE_MILLIS = 2000;

  /** The beginning, in which caches fill, does not count. */
  private static final double LEFT_OUT = 0.2;

  private static final double HARMLESS_KB_PER_MINUTE = 100;

  private final List<Point> fanotify = new ArrayList<>();
  private final List<Point> inotify = new ArrayList<>();

  private LoadedMemory() {}

  static void measure(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    Path tree = bench.trees().of(bench.size());
    int seconds = bench.size().seconds(600, 60);
    LoadedMemory samples = new LoadedMemory();
    try (TidemarkDaemon one = TidemarkDaemon.start(bench, Source.FANOTIFY, tree, Bench.LONG);
        TidemarkDaemon other = TidemarkDaemon.start(bench, Source.INOTIFY, tree, Bench.LONG)) {
      bench.progress().step("memory: " + seconds + " s of load");
      samples.take(bench, tree, seconds, one, other);
    }
    rows.accept(samples.peaks(seconds));
    rows.accept(samples.slopes(seconds));
  }

  private void take(Bench bench, Path tree, int seconds, TidemarkDaemon one, TidemarkDaemon other)
      throws IOException, InterruptedException {
    Path out = bench.workshop().fresh("churn");
    List<String> churn =
        bench.compiled(
            "churn",
            tree,
            2,
            1,
            "seconds=" + seconds,
            "rate=" + OPERATIONS_PER_SECOND,
            "wrap=20000");
    Process process = bench.programs().start(churn, Map.of(), out.toFile(), out.toFile());
    long start = System.nanoTime();
    while (process.isAlive()) {
      double minutes = (System.nanoTime() - start) / 60e9;
      fanotify.add(new Point(minutes, ProcessMemory.of(one.pid()).resident()));
      inotify.add(new Point(minutes, ProcessMemory.of(other.pid()).resident()));
      Thread.sleep(SAMPLE_MILLIS);
    }
    if (process.exitValue() != 0) {
      throw new IOException("churn ended with " + process.exitValue());
    }
  }

  private Row peaks(int seconds) {
    return new Row(
        "memory",
        "load",
        "Resident memory of the whole process, sampled every 2 s of "
            + seconds
            + " s in which two writers do "
            + OPERATIONS_PER_SECOND
            + " operations per second together; both daemons follow the same tree. The maximum is"
            + " what counts.",
        "MB",
        MemorySuite.FANOTIFY,
        List.of(
            Measured.of(MemorySuite.FANOTIFY, megabytes(fanotify)),
            Measured.of(MemorySuite.INOTIFY, megabytes(inotify)),
            Measured.of(MemorySuite.FANOTIFY + ", maximum", Statistics.max(megabytes(fanotify))),
            Measured.of(MemorySuite.INOTIFY + ", maximum", Statistics.max(megabytes(inotify)))),
        List.of(
            new Goal.AtMost(MemorySuite.FANOTIFY + ", maximum", 96, "fanotify at most 96 MB"),
            new Goal.AtMost(MemorySuite.INOTIFY + ", maximum", 160, "inotify at most 160 MB")),
        "");
  }

  private static List<Double> megabytes(List<Point> points) {
    return points.stream().map(point -> point.y() / 1e6).toList();
  }

  private Row slopes(int seconds) {
    LeastSquares one = line(fanotify);
    LeastSquares other = line(inotify);
    return new Row(
        "memory",
        "slope",
        "The slope of a line through the samples of the last 80 % of " + seconds + " s of load.",
        "KB/min",
        "",
        List.of(
            Measured.of(MemorySuite.FANOTIFY, one.slope() / 1000),
            Measured.of(MemorySuite.FANOTIFY + ERROR, one.error() / 1000),
            Measured.of(MemorySuite.INOTIFY, other.slope() / 1000),
            Measured.of(MemorySuite.INOTIFY + ERROR, other.error() / 1000)),
        List.of(noSlope(MemorySuite.FANOTIFY), noSlope(MemorySuite.INOTIFY)),
        "");
  }

  private static LeastSquares line(List<Point> points) {
    return LeastSquares.through(points.subList((int) (points.size() * LEFT_OUT), points.size()));
  }

  private static Goal noSlope(String contender) {
    return new Goal.NoSlope(
        contender,
        contender + ERROR,
        HARMLESS_KB_PER_MINUTE,
        contender + ": zero within two standard errors, or below 100 KB/min");
  }
}
