package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.Suite;
import org.tidemark.bench.contender.Fswatch;
import org.tidemark.bench.contender.InotifyWait;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.contender.Watcher;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;

/** How long it takes until every change is recorded. */
public final class ArmSuite implements Suite {
  private static final String FANOTIFY = "tidemark fanotify";
  private static final String INOTIFY = "tidemark inotify";
  private static final String INOTIFYWAIT = "inotifywait -r -m";
  private static final String LOWER_BOUND = "C, 2 threads, no stat";
  private static final String WATCHMAN = "watchman";
  private static final String FSWATCH = "fswatch -r";
  private static final String LOGGED = ", by the daemon's log";

  /** How much longer than inotifywait fswatch may take before it is given up. */
  private static final int FSWATCH_PATIENCE = 2;

  @Override
  public String name() {
    return "arm";
  }

  @Override
  public String about() {
    return "from process start until every change in the tree is recorded";
  }

  @Override
  public void run(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    fanotify(bench, rows);
    inotify(bench, rows);
  }

  private void fanotify(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    Path tree = bench.trees().of(bench.size());
    Path small = bench.trees().of(bench.size().small());
    String all = directories(bench.size().directories());
    String few = directories(bench.size().small().directories());
    List<Measured> measured =
        new Rounds(bench.progress(), "arm, fanotify")
            .with(all, 5, () -> fromJvm(bench, tree))
            .with(few, 5, () -> fromJvm(bench, small))
            .with(all + LOGGED, 5, () -> fromCommand(bench, tree))
            .with(few + LOGGED, 5, () -> fromCommand(bench, small))
            .run();
    rows.accept(
        new Row(
            name(),
            "fanotify",
            "tidemark daemon --source fanotify: from the moment the JVM is up (its own log) until"
                + " events are recorded (status); and from the command line read until then, by the"
                + " daemon's own log.",
            "s",
            few,
            measured,
            List.of(
                new Goal.AtMost(all, 0.1, "at most 0.1 s once the JVM is up"),
                new Goal.RatioAtMost(all, few, 1.25, "the same for both trees, within 1.25x")),
            ""));
  }

  private static double fromJvm(Bench bench, Path tree) throws IOException, InterruptedException {
    try (TidemarkDaemon daemon = TidemarkDaemon.start(bench, Source.FANOTIFY, tree, Bench.LONG)) {
      return daemon.secondsFromJvmToRecording();
    }
  }

  private static double fromCommand(Bench bench, Path tree)
      throws IOException, InterruptedException {
    try (TidemarkDaemon daemon = TidemarkDaemon.start(bench, Source.FANOTIFY, tree, Bench.LONG)) {
      return daemon.secondsFromCommandToRecording();
    }
  }

  private void inotify(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    Path tree = bench.trees().of(bench.size());
    int rounds = bench.size().choose(3, 5);
    // The first walk finds the caches as the making of the tree left them; it is not counted.
    lowerBound(bench, tree);
    List<Measured> measured =
        new Rounds(bench.progress(), "arm")
            .with(FANOTIFY, rounds, () -> tidemark(bench, Source.FANOTIFY, tree))
            .with(INOTIFY, rounds, () -> tidemark(bench, Source.INOTIFY, tree))
            .with(LOWER_BOUND, rounds, () -> lowerBound(bench, tree))
            .with(INOTIFYWAIT, rounds, () -> ready(InotifyWait.start(bench, tree, Bench.LONG)))
            .run();
    List<Measured> all = new ArrayList<>(measured);
    all.add(fswatch(bench, tree, measured));
    all.addAll(
        new Rounds(bench.progress(), "arm")
            .with(WATCHMAN, 1, () -> bench.visits().watchman(bench).visit().secondsToReady())
            .run());
    rows.accept(
        new Row(
            name(),
            "ready",
            "From process start until the whole tree of "
                + directories(bench.size().directories())
                + " is followed, caches warm, each alone on the machine: tidemark answers and has no"
                + " gap left, inotifywait says \"Watches established\", watchman answers a clock,"
                + " fswatch reports a probe, the C program has set its last watch.",
            "s",
            LOWER_BOUND,
            all,
            List.of(
                new Goal.RatioAtMost(
                    INOTIFY, LOWER_BOUND, 1.5, "tidemark inotify at most 1.5x the C program"),
                new Goal.RatioAtLeast(
                    INOTIFYWAIT, INOTIFY, 3.5, "tidemark inotify 3.5x faster than inotifywait")),
            ""));
  }

  private static double tidemark(Bench bench, Source source, Path tree)
      throws IOException, InterruptedException {
    return ready(TidemarkDaemon.start(bench, source, tree, Bench.LONG));
  }

  private static double ready(Watcher watcher) throws IOException {
    try (watcher) {
      return watcher.secondsToReady();
    }
  }

  private static double lowerBound(Bench bench, Path tree)
      throws IOException, InterruptedException {
    List<String> command = bench.compiled("arm", tree, 2);
    String printed = bench.programs().check(command, Bench.LONG).out();
    return Double.parseDouble(printed.trim().split(" ")[1]);
  }

  private static Measured fswatch(Bench bench, Path tree, List<Measured> others)
      throws InterruptedException {
    double seconds =
        others.stream()
            .filter(other -> other.contender().equals(INOTIFYWAIT) && !other.isFailed())
            .mapToDouble(Measured::median)
            .findFirst()
            .orElse(60);
    Duration deadline = Duration.ofMillis((long) (1000 * FSWATCH_PATIENCE * seconds) + 2000);
    return new Rounds(bench.progress(), "arm")
        .with(FSWATCH, 1, () -> ready(Fswatch.start(bench, tree, deadline)))
        .run()
        .get(0);
  }

  private static String directories(long count) {
    return String.format(Locale.ROOT, "%,d directories", count);
  }
}
