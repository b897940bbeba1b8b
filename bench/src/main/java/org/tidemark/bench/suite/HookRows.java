package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.tidemark.bench.Bench;
import org.tidemark.bench.CommandLines;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.Windows;
import org.tidemark.bench.report.Goal;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Row;

/** What a backup product waits for when it calls a hook: one command, from JVM start to exit. */
final class HookRows {
  private static final String OPEN = "tidemark window open";
  private static final String VERSION = "tidemark --version";
  private static final String BARE = "a bare picocli program";
  private static final int ROUNDS = 15;
  private static final int CHANGES = 100;

  private HookRows() {}

  static void measure(Bench bench, MailStore store, TidemarkDaemon daemon, Consumer<Row> rows)
      throws IOException, InterruptedException {
    Windows windows = new Windows(bench, daemon, "hook");
    windows.list();
    store.change(CHANGES, 0);
    windows.settle();
    List<String> open = bench.launcher().on(daemon.state(), "window", "open", "--consumer", "hook");
    List<String> version = List.of(bench.launcher().command().toString(), "--version");
    List<Measured> measured =
        new Rounds(bench.progress(), "hook")
            .with(OPEN, ROUNDS, () -> bench.programs().check(open, Bench.LONG).seconds())
            .with(VERSION, ROUNDS, () -> bench.programs().check(version, Bench.LONG).seconds())
            .with(BARE, ROUNDS, () -> bench.programs().check(bare(), Bench.LONG).seconds())
            .run();
    rows.accept(
        new Row(
            "list",
            "hook",
            "One command from its start to its exit: opening a window with "
                + CHANGES
                + " changes, list made; printing the version; and a program of one class that reads"
                + " its arguments with picocli, by the same JVM with the same options.",
            "s",
            BARE,
            measured,
            List.of(new Goal.AtMost(OPEN, 0.25, "0.25 s from JVM start to exit")),
            ""));
  }

  /** With the launcher's options for short runs. */
  private static List<String> bare() {
    return CommandLines.of(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-cp",
        System.getProperty("java.class.path"),
        "org.tidemark.bench.BareProgram",
        "--consumer",
        "hook");
  }
}
