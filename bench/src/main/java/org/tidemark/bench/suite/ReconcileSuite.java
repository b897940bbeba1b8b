package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.CommandLines;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.Suite;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.contender.Windows;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;

/** What it costs to find out what changed while nobody looked. */
public final class ReconcileSuite implements Suite {
  private static final String OURS = "tidemark";
  private static final String LOWER_BOUND = "C, stats everything, 2 threads";
  private static final String FIND = "find -newermt";
  private static final String RSYNC = "rsync -an";
  private static final String USUAL = "usual";
  private static final String DURING = "during a reconcile";
  private static final int CHANGES = 1_000;

  /** Younger directories would be listed whole, and not be walked. */
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private long seed = 1;

  @Override
  public String name() {
    return "reconcile";
  }

  @Override
  public String about() {
    return "a gap over the whole tree, walked in the background";
  }

  @Override
  public void run(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    MailStore store = new MailStore(bench.trees().of(bench.size()), bench.size());
    Path copy = bench.trees().named("copy", bench.size());
    bench.progress().step("reconcile: waiting until the tree is older than the margin");
    Thread.sleep(MARGIN.toMillis());
    Path state = state(bench, store);
    rows.accept(walk(bench, store, copy, state));
    rows.accept(window(bench, store, state));
    rows.accept(writer(bench, store, state));
    // Takes the state with it.
    TidemarkDaemon.startAgain(bench, Source.FANOTIFY, store.tree(), state).close();
  }

  /** The state of a daemon that was stopped after a first backup. */
  private static Path state(Bench bench, MailStore store) throws IOException, InterruptedException {
    TidemarkDaemon daemon = TidemarkDaemon.start(bench, Source.FANOTIFY, store.tree(), Bench.LONG);
    new Windows(bench, daemon, "bench").list();
    daemon.stop();
    return daemon.state();
  }

  private Row walk(Bench bench, MailStore store, Path copy, Path state)
      throws InterruptedException {
    int slow = bench.size().choose(1, 3);
    Path out = bench.workshop().fresh("names");
    String since = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    List<String> find = CommandLines.of("find", store.tree(), "-newermt", since);
    List<String> rsync =
        CommandLines.of("rsync", "-an", "--size-only", store.tree() + "/", copy + "/");
    List<Measured> measured =
        new Rounds(bench.progress(), "reconcile")
            .with(OURS, 3, () -> reconcile(bench, store, state))
            .with(LOWER_BOUND, 3, () -> lowerBound(bench, store))
            .with(FIND, slow, () -> bench.programs().check(find, out, Bench.LONG).seconds())
            .with(RSYNC, slow, () -> bench.programs().check(rsync, out, Bench.LONG).seconds())
            .run();
    return new Row(
        name(),
        "walk",
        String.format(
            Locale.ROOT,
            "The daemon is stopped, %,d messages of a tree of %,d entries are changed, and it is"
                + " started again: from the beginning of the walk until the gap is closed, by its"
                + " log. It runs with the lowest priority; nothing else runs. Beside it what walks"
                + " the same tree.",
            changes(store),
            bench.size().entries()),
        "s",
        LOWER_BOUND,
        measured,
        List.of(
            new Goal.RatioAtMost(OURS, LOWER_BOUND, 2, "at most 2x the C program"),
            new Goal.RatioAtMost(OURS, FIND, 1, "below find"),
            new Goal.RatioAtMost(OURS, RSYNC, 1, "below rsync")),
        "");
  }

  private static int changes(MailStore store) {
    return (int) Math.min(CHANGES, store.size().directories());
  }

  private double reconcile(Bench bench, MailStore store, Path state)
      throws IOException, InterruptedException {
    store.change(changes(store), seed++);
    TidemarkDaemon daemon = TidemarkDaemon.startAgain(bench, Source.FANOTIFY, store.tree(), state);
    daemon.awaitReconciled(Bench.LONG);
    double seconds = daemon.secondsOfReconcile();
    Windows.Listed listed = new Windows(bench, daemon, "bench").list();
    daemon.stop();
    if (listed.entries() < changes(store) / 2) {
      throw new IOException("the walk missed changes: only " + listed.entries() + " are listed");
    }
    return seconds;
  }

  private static double lowerBound(Bench bench, MailStore store)
      throws IOException, InterruptedException {
    List<String> command = bench.compiled("walkstat", store.tree(), 2);
    return Double.parseDouble(
        bench.programs().check(command, Bench.LONG).out().trim().split(" ")[3]);
  }

  /** Windows of the same number of changes, as many as fit into one walk. */
  private Row window(Bench bench, MailStore store, Path state)
      throws IOException, InterruptedException {
    bench.progress().step("reconcile: windows beside a walk");
    TidemarkDaemon daemon = TidemarkDaemon.startAgain(bench, Source.FANOTIFY, store.tree(), state);
    Windows windows = new Windows(bench, daemon, "bench");
    // From now on the gap is behind the base, and lists hold changes only.
    windows.list();
    List<Double> during = new ArrayList<>();
    while (!daemon.reconcileState().equals("idle") && during.size() < 9) {
      double seconds = list(store, windows);
      if (!daemon.reconcileState().equals("idle")) {
        during.add(seconds);
      }
    }
    daemon.awaitReconciled(Bench.LONG);
    List<Double> usual = new ArrayList<>();
    for (int round = 0; round < 9; round++) {
      usual.add(list(store, windows));
    }
    daemon.stop();
    List<Measured> measured =
        List.of(
            Measured.of(USUAL, usual),
            during.isEmpty()
                ? Measured.failed(DURING, "the walk was over before a window was listed")
                : Measured.of(DURING, during));
    return new Row(
        name(),
        "window",
        String.format(
            Locale.ROOT,
            "A window of %,d changes is opened and listed through the control socket while the walk"
                + " goes on, which halts for it, and when there is none.",
            changes(store)),
        "s",
        USUAL,
        measured,
        List.of(new Goal.RatioAtMost(DURING, USUAL, 1.5, "within 1.5x of its usual time")),
        "");
  }

  private double list(MailStore store, Windows windows) throws IOException {
    store.change(changes(store), seed++);
    windows.settle();
    return windows.list().seconds();
  }

  private Row writer(Bench bench, MailStore store, Path state) throws InterruptedException {
    long operations = Math.max(5_000, store.size().directories() / 10);
    List<Measured> measured =
        new Rounds(bench.progress(), "reconcile: a writer")
            .with(USUAL, 3, () -> churn(bench, store, state, operations, true))
            .with(DURING, 3, () -> churn(bench, store, state, operations, false))
            .run();
    return new Row(
        name(),
        "writer",
        String.format(
            Locale.ROOT,
            "Two processes do %,d operations in the watched tree as fast as they can: while the walk"
                + " goes on, and when it is over.",
            operations),
        "s",
        USUAL,
        measured,
        List.of(new Goal.RatioAtMost(DURING, USUAL, 1.1, "within 1.1x of its usual time")),
        "");
  }

  private double churn(
      Bench bench, MailStore store, Path state, long operations, boolean afterwards)
      throws IOException, InterruptedException {
    TidemarkDaemon daemon = TidemarkDaemon.startAgain(bench, Source.FANOTIFY, store.tree(), state);
    if (afterwards) {
      daemon.awaitReconciled(Bench.LONG);
    }
    List<String> command =
        bench.compiled("churn", store.tree(), 2, seed++, "operations=" + operations);
    String printed = bench.programs().check(command, Bench.LONG).out();
    daemon.awaitReconciled(Bench.LONG);
    new Windows(bench, daemon, "bench").list();
    daemon.stop();
    return Double.parseDouble(printed.trim().split(" ")[1]);
  }
}
