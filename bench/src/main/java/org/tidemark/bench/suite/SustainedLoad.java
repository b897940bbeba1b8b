package org.tidemark.bench.suite;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.contender.InotifyWait;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.contender.Windows;
import org.tidemark.bench.machine.ProcessMemory;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.LeastSquares;
import org.tidemark.bench.report.LeastSquares.Point;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;
import org.tidemark.bench.report.Statistics;

/** Two writers at full speed for minutes: whether each name that they touched is on the list. */
final class SustainedLoad {
  private static final String OURS = "tidemark fanotify";
  private static final String WATCHER = "inotifywait -r -m";
  private static final String ERROR = "standard error";
  private static final int SAMPLE_MILLIS = 1000;

  private final Bench bench;
  private final Path names;
  private final List<Point> resident = new ArrayList<>();

  private SustainedLoad(Bench bench) {
    this.bench = bench;
    this.names = bench.workshop().fresh("touched");
  }

  /** What the writers said: how much they did in how long. */
  private record Work(long operations, double seconds) {
    static Work parse(String printed) {
      String[] words = printed.trim().split(" ");
      return new Work(Long.parseLong(words[0]), Double.parseDouble(words[1]));
    }
  }

  static void measure(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    new SustainedLoad(bench).run(rows);
  }

  private void run(Consumer<Row> rows) throws IOException, InterruptedException {
    // Warm directories let the writers write faster.
    Path tree = bench.trees().named("sustained", WriterCostSuite.moderate(bench));
    int seconds = bench.size().seconds(300, 45);
    try (TidemarkDaemon daemon = TidemarkDaemon.start(bench, Source.FANOTIFY, tree, Bench.LONG)) {
      Windows windows = new Windows(bench, daemon, "bench");
      windows.list();
      bench.progress().step("ingest: two writers for " + seconds + " s beside tidemark");
      Work work = churn(tree, seconds, daemon);
      double backlog = windows.settle();
      JsonObject status = daemon.status();
      NameCheck check = new NameCheck();
      Windows.Listed listed = windows.list(check::add);
      bench.progress().step("ingest: listed " + listed);
      NameCheck.Result result = check.against(names);
      rows.accept(backlogRow(seconds, backlog));
      rows.accept(speedRow(work, status));
      rows.accept(memoryRow());
      rows.accept(lossRow(seconds, result, check, daemon, watcher()));
    }
    Files.deleteIfExists(names);
  }

  private Work churn(Path tree, int seconds, TidemarkDaemon daemon)
      throws IOException, InterruptedException {
    Path out = bench.workshop().fresh("churn");
    List<String> command =
        bench.compiled("churn", tree, 2, 1, "seconds=" + seconds, "names=" + names);
    Process process = bench.programs().start(command, Map.of(), out.toFile(), out.toFile());
    long start = System.nanoTime();
    // It prints when the writers have ended, and writes down their names after that.
    while (process.isAlive() && Files.size(out) == 0) {
      double minutes = (System.nanoTime() - start) / 60e9;
      resident.add(new Point(minutes, ProcessMemory.of(daemon.pid()).resident()));
      Thread.sleep(Math.min(SAMPLE_MILLIS, 20 + (long) (minutes * 60_000)));
    }
    return ended(process, out);
  }

  private static Work ended(Process process, Path out) throws IOException, InterruptedException {
    String printed = Files.readString(out);
    if (!printed.endsWith("\n") && process.waitFor() != 0) {
      throw new IOException("churn ended with " + process.exitValue() + ": " + printed);
    }
    return Work.parse(printed);
  }

  private Row backlogRow(int seconds, double backlog) {
    return new Row(
        "ingest",
        "backlog",
        "After two writers worked as fast as they could for "
            + seconds
            + " s: from their end until a window opened, which means that all they did is read and"
            + " in the journal.",
        "s",
        "",
        List.of(Measured.of(OURS, backlog)),
        List.of(new Goal.AtMost(OURS, 0.5, "gone 0.5 s after they stop")),
        "");
  }

  private static Row speedRow(Work work, JsonObject status) {
    JsonObject ingest = status.getAsJsonObject("ingest");
    double seconds = work.seconds();
    return new Row(
        "ingest",
        "speed",
        "What went through meanwhile, on average.",
        "per second",
        "",
        List.of(
            Measured.of("operations of the writers", work.operations() / seconds),
            Measured.of("events read", ingest.get("events").getAsLong() / seconds),
            Measured.of("rows written", ingest.get("rows").getAsLong() / seconds)),
        List.of(),
        String.format(Locale.ROOT, "%,d operations in %.1f s.", work.operations(), work.seconds()));
  }

  private Row memoryRow() {
    List<Double> megabytes = resident.stream().map(point -> point.y() / 1e6).toList();
    int second = resident.size() / 2;
    LeastSquares line = LeastSquares.through(resident.subList(second, resident.size()));
    return new Row(
        "ingest",
        "memory",
        "The daemon's resident memory meanwhile, each second; its growth is that of the second"
            + " half, per minute.",
        "MB",
        "",
        List.of(
            Measured.of(OURS, megabytes),
            Measured.of("maximum", Statistics.max(megabytes)),
            Measured.of("growth per minute", line.slope() / 1e6),
            Measured.of(ERROR, line.error() / 1e6)),
        List.of(
            new Goal.AtMost("maximum", 160, "at most 160 MB"),
            new Goal.NoSlope(
                "growth per minute", ERROR, 1, "bounded: no growth, or below 1 MB per minute")),
        "");
  }

  private Row lossRow(
      int seconds,
      NameCheck.Result result,
      NameCheck check,
      TidemarkDaemon daemon,
      Measured watcher)
      throws IOException {
    return new Row(
        "ingest",
        "loss",
        String.format(
            Locale.ROOT,
            "Of %,d names that the writers touched in %d s, how many the list does not have: as"
                + " changed if they are there, as removed if they are gone. inotifywait had its own"
                + " %d s, on a tree of %,d directories, its output written to a file.",
            result.names(),
            seconds,
            watcherSeconds(),
            WriterCostSuite.moderate(bench).directories()),
        "names",
        "",
        List.of(
            Measured.of(OURS + ", lost", (double) result.lost()),
            Measured.of(OURS + ", gaps", daemon.gaps().size()),
            Measured.of(OURS + ", directories listed as a whole", check.covering()),
            watcher),
        List.of(
            new Goal.AtMost(OURS + ", lost", 0, "no loss"),
            new Goal.AtMost(OURS + ", gaps", 0, "no gap"),
            new Goal.AtMost(OURS + ", directories listed as a whole", 0, "each name by itself")),
        "");
  }

  private int watcherSeconds() {
    return bench.size().seconds(60, 30);
  }

  /** How many names inotifywait did not report, for the same writers. */
  private Measured watcher() throws InterruptedException {
    String name = WATCHER + ", lost";
    try {
      bench.progress().step("ingest: two writers beside inotifywait");
      Path tree = bench.trees().of(WriterCostSuite.moderate(bench));
      Path reports = bench.workshop().fresh("reports");
      Path touched = bench.workshop().fresh("touched");
      try (InotifyWait watcher = InotifyWait.startReporting(bench, tree, reports, Bench.LONG)) {
        bench
            .programs()
            .check(
                bench.compiled(
                    "churn", tree, 2, 1, "seconds=" + watcherSeconds(), "names=" + touched),
                Bench.LONG);
        awaitQuiet(reports);
        watcher.requireAlive();
      }
      Measured lost = Measured.of(name, (double) reported(reports).against(touched).lost());
      Files.delete(reports);
      Files.delete(touched);
      return lost;
    } catch (IOException e) {
      return Measured.failed(name, "failed: " + e.getMessage());
    }
  }

  private static void awaitQuiet(Path reports) throws IOException, InterruptedException {
    long size = -1;
    while (Files.size(reports) != size) {
      size = Files.size(reports);
      Thread.sleep(SAMPLE_MILLIS);
    }
  }

  private static NameCheck reported(Path reports) throws IOException {
    NameCheck check = new NameCheck();
    try (BufferedReader reader = Files.newBufferedReader(reports, StandardCharsets.ISO_8859_1)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        check.addAnyKind(line.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return check;
  }
}
