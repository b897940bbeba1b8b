package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.CommandLines;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.Size;
import org.tidemark.bench.Suite;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.contender.Windows;
import org.tidemark.bench.machine.Sysctl;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;
import org.tidemark.bench.report.Statistics;

/** How long it takes to learn what changed. */
public final class ListSuite implements Suite {
  private static final String DAEMON = "tidemark, in the daemon";
  private static final String COMMAND = "tidemark, as commands";
  private static final String LOWER_BOUND = "C, same rows by position, 2 threads";
  private static final String FIND = "find -newer, warm";
  private static final String FIND_COLD = "find -newer, nothing in memory";
  private static final String WATCHMAN = "watchman since, out of its memory";
  private static final String RSYNC = "rsync -an, warm";
  private static final Size SMALL = new Size(10_784, 19_216, false);

  private long seed = 1;

  @Override
  public String name() {
    return "list";
  }

  @Override
  public String about() {
    return "from the question what changed to the last name of the answer";
  }

  @Override
  public void run(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    MailStore store = new MailStore(bench.trees().of(bench.size()), bench.size());
    try (TidemarkDaemon daemon =
        TidemarkDaemon.start(bench, Source.FANOTIFY, store.tree(), Bench.LONG)) {
      Windows windows = new Windows(bench, daemon, "bench");
      windows.list();
      rows.accept(changes(bench, store, daemon, windows));
      rows.accept(flatness(bench, store, windows));
      rows.accept(mappedFiles(daemon));
      HookRows.measure(bench, store, daemon, rows);
    }
    LongList.measure(bench, rows);
  }

  private Row changes(Bench bench, MailStore store, TidemarkDaemon daemon, Windows windows)
      throws IOException, InterruptedException {
    int count = bench.changes();
    int rounds = 7;
    int slow = bench.size().choose(2, 5);
    Path stamp = bench.workshop().freshFolder("stamp");
    Path out = bench.workshop().fresh("names");
    Path copy = bench.trees().named("copy", bench.size());
    List<String> find = CommandLines.of("find", store.tree(), "-newer", stamp);
    List<String> rsync =
        CommandLines.of("rsync", "-an", "--size-only", store.tree() + "/", copy + "/");
    List<Measured> measured =
        new Rounds(bench.progress(), "list of " + count)
            .with(DAEMON, rounds, () -> ours(store, windows, count))
            .with(LOWER_BOUND, rounds, () -> lowerBound(bench, daemon, store, windows, count))
            .with(COMMAND, rounds, () -> ourCommands(store, windows, count))
            .with(FIND, slow, () -> bench.programs().check(find, out, Bench.LONG).seconds())
            .with(RSYNC, slow, () -> bench.programs().check(rsync, out, Bench.LONG).seconds())
            .with(
                WATCHMAN, 1, () -> Statistics.median(bench.visits().watchman(bench).sinceSeconds()))
            .run();
    List<Measured> all = new ArrayList<>(measured);
    if (bench.size().full()) {
      all.addAll(cold(bench, find, out));
    }
    return row(bench, all);
  }

  private Row row(Bench bench, List<Measured> all) {
    return new Row(
        name(),
        "changes",
        String.format(
            Locale.ROOT,
            "%,d messages at random places of a tree of %,d entries were changed and are in the"
                + " journal: open a window and read its list to the end. In the daemon: through the"
                + " control socket. As commands: window open, then window list --format nul. Beside"
                + " it what walks the same tree, and watchman, which holds it in memory.",
            bench.changes(),
            bench.size().entries()),
        "s",
        COMMAND,
        all,
        List.of(
            new Goal.AtMost(DAEMON, 0.06, "60 ms in the daemon"),
            new Goal.AtMost(COMMAND, 0.6, "0.6 s as a command")),
        "");
  }

  private Row mappedFiles(TidemarkDaemon daemon) throws IOException {
    return new Row(
        name(),
        "maps",
        "The part of opening a window that looks for files which are written through shared"
            + " mappings, by the daemon's log: it grows with the processes of the machine, not with"
            + " the tree.",
        "s per 1,000 processes",
        DAEMON,
        List.of(Measured.of(DAEMON, daemon.secondsPerThousandProcesses())),
        List.of(),
        "");
  }

  private static List<Measured> cold(Bench bench, List<String> find, Path out)
      throws IOException, InterruptedException {
    return new Rounds(bench.progress(), "list")
        .with(
            FIND_COLD,
            1,
            () -> {
              bench.programs().check(List.of("sync"), Bench.LONG);
              Sysctl.dropCaches(3);
              return bench.programs().check(find, out, Bench.LONG).seconds();
            })
        .run();
  }

  private double ours(MailStore store, Windows windows, int count) throws IOException {
    store.change(count, seed++);
    windows.settle();
    return checked(windows.list(), count).seconds();
  }

  /** The same changes by nothing but SQLite's steps and a lookup of each name. */
  private double lowerBound(
      Bench bench, TidemarkDaemon daemon, MailStore store, Windows windows, int count)
      throws IOException, InterruptedException {
    long base = windows.list().end();
    store.change(count, seed++);
    windows.settle();
    double seconds = LongList.lowerBound(bench, daemon, base, true);
    // What it looked at belongs to no later round.
    windows.list();
    return seconds;
  }

  private double ourCommands(MailStore store, Windows windows, int count)
      throws IOException, InterruptedException {
    store.change(count, seed++);
    windows.settle();
    return checked(windows.listByCommands(), count).seconds();
  }

  /** A short or sweeping list would be fast, but no answer. */
  private static Windows.Listed checked(Windows.Listed listed, int count) throws IOException {
    if (listed.entries() < count / 2 || listed.subtrees() > 0) {
      throw new IOException(
          "not a list of " + count + " changes: " + listed.entries() + " entries, " + listed);
    }
    return listed;
  }

  private Row flatness(Bench bench, MailStore store, Windows windows)
      throws IOException, InterruptedException {
    Size size = bench.size().entries() > SMALL.entries() ? SMALL : bench.size().dividedBy(2);
    MailStore small = new MailStore(bench.trees().of(size), size);
    int count = Math.min(2_000, bench.changes());
    String few = String.format(Locale.ROOT, "%,d entries", size.entries());
    String all = String.format(Locale.ROOT, "%,d entries", bench.size().entries());
    try (TidemarkDaemon daemon =
        TidemarkDaemon.start(bench, Source.FANOTIFY, small.tree(), Bench.LONG)) {
      Windows smallWindows = new Windows(bench, daemon, "bench");
      smallWindows.list();
      List<Measured> measured =
          new Rounds(bench.progress(), "flatness")
              .with(few, 15, () -> ours(small, smallWindows, count))
              .with(all, 15, () -> ours(store, windows, count))
              .run();
      return new Row(
          name(),
          "flatness",
          String.format(
              Locale.ROOT,
              "The list of %,d changes in the daemon, in a small and in a large tree, in turns.",
              count),
          "s",
          few,
          measured,
          List.of(new Goal.RatioAtMost(all, few, 1.2, "at most 1.2x between the two trees")),
          "");
    }
  }
}
