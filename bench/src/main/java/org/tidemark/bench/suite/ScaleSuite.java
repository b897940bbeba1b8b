package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.CommandLines;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.Size;
import org.tidemark.bench.Suite;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.contender.Windows;
import org.tidemark.bench.machine.ProcessMemory;
import org.tidemark.bench.report.Curve;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.LeastSquares;
import org.tidemark.bench.report.LeastSquares.Point;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;
import org.tidemark.bench.report.Statistics;

/** How costs grow with the tree, over three powers of ten. */
public final class ScaleSuite implements Suite {
  private static final String FANOTIFY = "tidemark fanotify";
  private static final String INOTIFY = "tidemark inotify";
  private static final String LIST = "tidemark, list in the daemon";
  private static final String FIND = "find -newer, warm";
  private static final int CHANGES = 1000;
  private static final int ROUNDS = 15;
  private static final double FAR_DIRECTORIES = 1e6;
  private static final double FAR_FILES = 1e8;

  /** Values by quantity, then contender, then number of directories. */
  private final Map<String, Map<String, List<Point>>> quantities = new LinkedHashMap<>();

  /** What find took, by the number of entries. */
  private final List<Point> findByEntries = new ArrayList<>();

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public String about() {
    return "list, memory and readiness by the number of directories";
  }

  @Override
  public void run(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    for (int divisor : new int[] {100, 10, 1}) {
      measure(bench, bench.size().dividedBy(divisor));
    }
    rows.accept(
        row(
            "list",
            "s",
            "The list of " + CHANGES + " changes, beside find on the same tree.",
            LIST,
            1.2,
            far()));
    rows.accept(row("ready", "s", "From process start until ready.", FANOTIFY, 1.2, ""));
    rows.accept(
        row("memory", "MB", "Resident memory of the daemon when ready.", FANOTIFY, 1.2, ""));
  }

  private void measure(Bench bench, Size size) throws IOException, InterruptedException {
    bench.progress().step(String.format(Locale.ROOT, "scale: %,d directories", size.directories()));
    MailStore store = new MailStore(bench.trees().of(size), size);
    Path stamp = bench.workshop().freshFolder("stamp");
    try (TidemarkDaemon daemon =
        TidemarkDaemon.start(bench, Source.FANOTIFY, store.tree(), Bench.LONG)) {
      add("ready", FANOTIFY, size, daemon.secondsToReady());
      add("memory", FANOTIFY, size, ProcessMemory.of(daemon.pid()).resident() / 1e6);
      add("list", LIST, size, list(bench, store, daemon));
    }
    try (TidemarkDaemon daemon =
        TidemarkDaemon.start(bench, Source.INOTIFY, store.tree(), Bench.LONG)) {
      add("ready", INOTIFY, size, daemon.secondsToReady());
      add("memory", INOTIFY, size, ProcessMemory.of(daemon.pid()).resident() / 1e6);
    }
    List<String> find = CommandLines.of("find", store.tree(), "-newer", stamp);
    double seconds =
        bench.programs().check(find, bench.workshop().fresh("names"), Bench.LONG).seconds();
    add("list", FIND, size, seconds);
    findByEntries.add(new Point(size.entries(), seconds));
  }

  private static double list(Bench bench, MailStore store, TidemarkDaemon daemon)
      throws IOException {
    Windows windows = new Windows(bench, daemon, "bench");
    windows.list();
    int changes = (int) Math.min(CHANGES, store.size().directories());
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      store.change(changes, round);
      windows.settle();
      seconds.add(windows.list().seconds());
    }
    return Statistics.median(seconds);
  }

  private void add(String quantity, String contender, Size size, double value) {
    quantities
        .computeIfAbsent(quantity, q -> new LinkedHashMap<>())
        .computeIfAbsent(contender, c -> new ArrayList<>())
        .add(new Point(size.directories(), value));
  }

  private Row row(
      String quantity, String unit, String how, String flat, double limit, String note) {
    List<Measured> measured = new ArrayList<>();
    List<Curve> curves = new ArrayList<>();
    quantities
        .get(quantity)
        .forEach(
            (contender, points) -> {
              points.forEach(p -> measured.add(Measured.of(at(contender, p), p.y())));
              curves.add(new Curve(contender, points));
            });
    List<Point> ours = quantities.get(quantity).get(flat);
    String least = at(flat, ours.get(0));
    String most = at(flat, ours.get(ours.size() - 1));
    Goal goal =
        new Goal.RatioAtMost(
            most,
            least,
            limit,
            flat + ": flat, at most " + limit + "x from the smallest to the largest tree");
    return new Row(name(), quantity, how, unit, least, measured, List.of(goal), note, curves);
  }

  private static String at(String contender, Point point) {
    return String.format(Locale.ROOT, "%s, %,.0f directories", contender, point.x());
  }

  /** Computed, not measured: nobody waits for such a tree here. */
  private String far() {
    List<Point> inotify = quantities.get("ready").get(INOTIFY);
    double find = Math.max(0, LeastSquares.through(findByEntries).at(FAR_DIRECTORIES + FAR_FILES));
    double arm = Math.max(0, LeastSquares.through(inotify).at(FAR_DIRECTORIES));
    List<Point> list = quantities.get("list").get(LIST);
    return String.format(
        Locale.ROOT,
        "Computed from the measured slopes for 1,000,000 directories with 100,000,000 files, caches"
            + " warm: find -newer %,.0f s; arming inotify %,.0f s, in the background; the list of"
            + " %,d changes %.2f s, as it does not depend on the tree.",
        find,
        arm,
        CHANGES,
        list.get(list.size() - 1).y());
  }
}
