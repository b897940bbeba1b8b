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
  private static final int STARTS = 3;
  private static final double FAR_DIRECTORIES = 1e6;
  private static final double FAR_FILES = 1e8;

  /** By quantity, then contender, then size. */
  private final Map<String, Map<String, List<Repeated>>> quantities = new LinkedHashMap<>();

  /** What find took, by the number of entries. */
  private final List<Point> findByEntries = new ArrayList<>();

  /** What was measured again and again on one tree. */
  private record Repeated(String contender, Size size, List<Double> values) {
    Point point() {
      return new Point(size.directories(), Statistics.median(values));
    }

    String label() {
      return String.format(Locale.ROOT, "%s, %,d directories", contender, size.directories());
    }

    Measured measured() {
      return Measured.of(label(), values);
    }
  }

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
    start(bench, store, Source.FANOTIFY, FANOTIFY);
    start(bench, store, Source.INOTIFY, INOTIFY);
    try (TidemarkDaemon daemon =
        TidemarkDaemon.start(bench, Source.FANOTIFY, store.tree(), Bench.LONG)) {
      add("list", LIST, size, list(bench, store, daemon));
    }
    List<String> find = CommandLines.of("find", store.tree(), "-newer", stamp);
    double seconds =
        bench.programs().check(find, bench.workshop().fresh("names"), Bench.LONG).seconds();
    add("list", FIND, size, List.of(seconds));
    findByEntries.add(new Point(size.entries(), seconds));
  }

  private void start(Bench bench, MailStore store, Source source, String contender)
      throws IOException, InterruptedException {
    List<Double> ready = new ArrayList<>();
    List<Double> memory = new ArrayList<>();
    for (int start = 0; start < STARTS; start++) {
      try (TidemarkDaemon daemon = TidemarkDaemon.start(bench, source, store.tree(), Bench.LONG)) {
        ready.add(daemon.secondsToReady());
        memory.add(ProcessMemory.of(daemon.pid()).resident() / 1e6);
      }
    }
    add("ready", contender, store.size(), ready);
    add("memory", contender, store.size(), memory);
  }

  private static List<Double> list(Bench bench, MailStore store, TidemarkDaemon daemon)
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
    return seconds;
  }

  private void add(String quantity, String contender, Size size, List<Double> values) {
    quantities
        .computeIfAbsent(quantity, q -> new LinkedHashMap<>())
        .computeIfAbsent(contender, c -> new ArrayList<>())
        .add(new Repeated(contender, size, values));
  }

  private Row row(
      String quantity, String unit, String how, String flat, double limit, String note) {
    List<Measured> measured = new ArrayList<>();
    List<Curve> curves = new ArrayList<>();
    quantities
        .get(quantity)
        .forEach(
            (contender, sizes) -> {
              sizes.forEach(size -> measured.add(size.measured()));
              curves.add(new Curve(contender, points(sizes)));
            });
    List<Repeated> ours = quantities.get(quantity).get(flat);
    String least = ours.get(0).label();
    String most = last(ours).label();
    Goal goal =
        new Goal.RatioAtMost(
            most,
            least,
            limit,
            flat + ": flat, at most " + limit + "x from the smallest to the largest tree");
    return new Row(name(), quantity, how, unit, least, measured, List.of(goal), note, curves);
  }

  private static List<Point> points(List<Repeated> sizes) {
    return sizes.stream().map(Repeated::point).toList();
  }

  private static Repeated last(List<Repeated> sizes) {
    return sizes.get(sizes.size() - 1);
  }

  /** What it is on the largest tree; for what does not grow with files. */
  private double largest(String quantity, String contender) {
    return last(quantities.get(quantity).get(contender)).point().y();
  }

  /** Computed, not measured: nobody waits for such a tree here. */
  private String far() {
    List<Point> inotify = points(quantities.get("ready").get(INOTIFY));
    double find = Math.max(0, LeastSquares.through(findByEntries).at(FAR_DIRECTORIES + FAR_FILES));
    double arm = Math.max(0, LeastSquares.through(inotify).at(FAR_DIRECTORIES));
    return String.format(
        Locale.ROOT,
        "Computed for 1,000,000 directories with 100,000,000 files, caches warm. From the measured"
            + " slopes: find -newer %,.0f s, by entries; arming inotify %,.0f s, in the background,"
            + " by directories. What does not grow with files is what the largest tree showed: the"
            + " list of %,d changes %.2f s, resident memory %.0f MB (fanotify) and %.0f MB (inotify).",
        find,
        arm,
        CHANGES,
        largest("list", LIST),
        largest("memory", FANOTIFY),
        largest("memory", INOTIFY));
  }
}
