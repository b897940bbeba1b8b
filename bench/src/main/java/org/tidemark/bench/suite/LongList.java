package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.CommandLines;
import org.tidemark.bench.Size;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.contender.Windows;
import org.tidemark.bench.machine.ProcessMemory;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;

/** A list of millions of changes, made by creating that many files beside a running daemon. */
final class LongList {
  private static final String COMMANDS = "tidemark, as commands";
  private static final String DAEMON = "tidemark, in the daemon";
  private static final String LOWER_BOUND = "C, same rows, 2 threads";
  private static final int FILES_PER_DIRECTORY = 500;

  private final Bench bench;
  private final int files;
  private final List<Double> peaks = new ArrayList<>();

  private LongList(Bench bench) {
    this.bench = bench;
    this.files = (int) Math.min(bench.size().choose(5_000_000, 500_000), 10 * bench.size().files());
  }

  static void measure(Bench bench, Consumer<Row> rows) throws IOException, InterruptedException {
    new LongList(bench).run(rows);
  }

  private void run(Consumer<Row> rows) throws IOException, InterruptedException {
    long directories = Math.max(10, files / FILES_PER_DIRECTORY);
    Path tree = bench.trees().reserve(new Size(directories, files, false));
    bench.trees().fill(tree, new Size(directories, 0, false));
    try (TidemarkDaemon daemon = TidemarkDaemon.start(bench, Source.FANOTIFY, tree, Bench.LONG)) {
      Windows windows = new Windows(bench, daemon, "bench");
      long base = windows.list().end();
      bench.progress().step("list: making " + files + " files beside the daemon");
      bench.trees().fill(tree, new Size(directories, files, false));
      bench.progress().step("list: in the journal " + windows.settle() + " s later");
      int rounds = bench.size().choose(2, 3);
      List<Measured> measured =
          new Rounds(bench.progress(), "list of " + files)
              .with(LOWER_BOUND, rounds, () -> lowerBound(bench, daemon, base, false))
              .with(DAEMON, rounds, () -> watched(daemon, windows::listAndAbort))
              .with(COMMANDS, rounds, () -> watched(daemon, windows::listByCommandsAndAbort))
              .run();
      rows.accept(timeRow(measured));
      rows.accept(memoryRow());
    }
  }

  /** One way to a list of the same changes. */
  private interface Listing {
    Windows.Listed list() throws IOException, InterruptedException;
  }

  private double watched(TidemarkDaemon daemon, Listing listing)
      throws IOException, InterruptedException {
    ProcessMemory.forgetPeak(daemon.pid());
    Windows.Listed listed = listing.list();
    peaks.add(ProcessMemory.peakOf(daemon.pid()) / 1e6);
    if (listed.entries() < files) {
      throw new IOException("the list has " + listed.entries() + " of " + files + " changes");
    }
    return listed.seconds();
  }

  /**
   * Seconds of the C program over the rows after that position.
   *
   * @param byPosition by the index over positions, as is right for few rows of a large journal
   */
  static double lowerBound(Bench bench, TidemarkDaemon daemon, long base, boolean byPosition)
      throws IOException, InterruptedException {
    if (!Files.exists(bench.compiled().resolve("listrows"))) {
      throw new IOException("there is no program listrows");
    }
    String database = daemon.state().resolve("journal.db").toString();
    List<String> command =
        byPosition
            ? CommandLines.of(
                "env", "BY_POSITION=1", bench.compiled().resolve("listrows"), database, base, 2)
            : bench.compiled("listrows", database, base, 2);
    String[] words = bench.programs().check(command, Bench.LONG).out().trim().split("\\s+");
    return Double.parseDouble(words[List.of(words).indexOf("seconds") + 1]);
  }

  private Row timeRow(List<Measured> measured) {
    return new Row(
        "list",
        "long",
        String.format(
            Locale.ROOT,
            "%,d files were created in %,d directories and are in the journal: open a window and"
                + " stream its list to the end. As commands: window open, then window list --format"
                + " nul into a file. The C program steps through the same rows of the journal and"
                + " looks each name up with fstatat.",
            files,
            files / FILES_PER_DIRECTORY),
        "s",
        LOWER_BOUND,
        measured,
        List.of(
            new Goal.RatioAtMost(COMMANDS, LOWER_BOUND, 2, "as commands at most 2x the C program"),
            new Goal.RatioAtMost(DAEMON, LOWER_BOUND, 2, "in the daemon at most 2x the C program")),
        "");
  }

  private Row memoryRow() {
    Measured peak =
        peaks.isEmpty()
            ? Measured.failed("tidemark fanotify", "failed: no list was made")
            : Measured.of("tidemark fanotify", peaks);
    return new Row(
        "list",
        "long-memory",
        "The daemon's largest resident memory (VmHWM) while such a list was made and read.",
        "MB",
        "",
        List.of(peak),
        List.of(new Goal.AtMost("tidemark fanotify", 160, "below 160 MB")),
        "");
  }
}
