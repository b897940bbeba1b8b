package org.tidemark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.bench.contender.Launcher;
import org.tidemark.bench.contender.Visits;
import org.tidemark.bench.machine.Machine;
import org.tidemark.bench.machine.Programs;
import org.tidemark.bench.machine.Progress;
import org.tidemark.bench.machine.Sysctl;
import org.tidemark.bench.machine.Workshop;
import org.tidemark.bench.report.JsonReport;
import org.tidemark.bench.report.MarkdownReport;
import org.tidemark.bench.report.Measured;
import org.tidemark.bench.report.Notes;
import org.tidemark.bench.report.Row;
import org.tidemark.bench.report.Run;
import org.tidemark.bench.report.SvgPlot;
import org.tidemark.bench.report.TextTable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs suites; {@code scripts/bench} prepares what it needs. */
@Command(
    name = "scripts/bench",
    description = {
      "Measures Tidemark beside the tools that would otherwise be used.",
      "Needs root and loop mounts. Raises fs.inotify.max_user_watches while it runs."
    },
    footer = {"", "Exit codes: 0 all was measured, 1 something failed, 2 it cannot run so."})
public final class Main implements Callable<Integer> {
  private static final String WATCH_LIMIT = "fs/inotify/max_user_watches";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SUITE", description = "Which suites to run; all if none is named.")
  private List<String> names = List.of();

  @Option(
      names = "--full",
      description = "1,000,000 directories and 1,782,178 files; all suites take about an hour.")
  private boolean full;

  @Option(names = "--dirs", paramLabel = "N", description = "Directories of the largest tree.")
  private Long directories;

  @Option(names = "--files", paramLabel = "N", description = "Files of the largest tree.")
  private Long files;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "What was found, as JSON; else target/bench/benchmarks.json.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "A report in Markdown; else target/bench/benchmarks.md.")
  private Path report;

  @Option(
      names = "--notes",
      paramLabel = "FILE",
      description =
          "Written by hand, and made a part of the report; else docs/benchmarks-notes.md.")
  private Path notes;

  @Option(names = "--default-notes", hidden = true)
  private Path defaultNotes;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Below which the trees are made; else the folder for temporary files.")
  private Path work;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and end.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Option(names = "--launcher", hidden = true)
  private Path launcher;

  @Option(names = "--compiled", hidden = true)
  private Path compiled;

  @Option(names = "--bacula", hidden = true)
  private Path bacula = Path.of("/");

  private Main() {}

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Main());
    line.getHelpSectionMap().put("suites", help -> suites());
    List<String> sections = new ArrayList<>(line.getHelpSectionKeys());
    sections.add(sections.indexOf(CommandSpec.DEFAULT_COMMAND_NAME) + 1, "suites");
    line.setHelpSectionKeys(sections);
    line.setExecutionExceptionHandler(
        (failure, ignored, parsed) -> {
          System.err.println("bench: " + failure.getMessage());
          return 1;
        });
    System.exit(line.execute(arguments));
  }

  private static String suites() {
    StringBuilder text = new StringBuilder();
    Suites.ALL.forEach(s -> text.append(String.format("  %-12s %s%n", s.name(), s.about())));
    return text.toString();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Suite> chosen = chosen();
    Size size = size();
    Progress progress = new Progress(System.out);
    List<Row> rows = new ArrayList<>();
    try (Workshop workshop = new Workshop(work)) {
      Runtime.getRuntime().addShutdownHook(new Thread(workshop::close, "cleanup"));
      Bench bench = bench(size, workshop, progress);
      if (Sysctl.raise(WATCH_LIMIT, 2 * size.directories() + 100_000, workshop)) {
        progress.step("fs.inotify.max_user_watches is raised until the end of this run");
      }
      for (Suite suite : chosen) {
        run(suite, bench, rows);
        // After each, so that a run that is cut short leaves what it measured.
        write(new Run(Machine.read("ext4 on a loop device"), size, progress.seconds(), rows));
      }
    }
    boolean complete =
        rows.stream().flatMap(row -> row.measured().stream()).noneMatch(Measured::isFailed);
    return complete ? 0 : 1;
  }

  private List<Suite> chosen() {
    for (String name : names) {
      if (Suites.ALL.stream().noneMatch(suite -> suite.name().equals(name))) {
        throw new ParameterException(spec.commandLine(), "there is no suite " + name);
      }
    }
    return Suites.ALL.stream()
        .filter(suite -> names.isEmpty() || names.contains(suite.name()))
        .toList();
  }

  private Size size() {
    Size usual = full ? Size.ofFullRun() : Size.usual();
    long all = directories == null ? usual.directories() : directories;
    long messages = files == null ? usual.files() : files;
    if (all < 10 || messages < 10) {
      throw new ParameterException(spec.commandLine(), "--dirs and --files are at least 10");
    }
    return new Size(all, messages, full);
  }

  private Bench bench(Size size, Workshop workshop, Progress progress) throws IOException {
    Path configuration = workshop.folder().resolve("tidemark.conf");
    Files.writeString(configuration, "[journal]\nrun = " + workshop.folder().resolve("run") + "\n");
    Programs programs = new Programs(workshop);
    return new Bench(
        size,
        workshop,
        programs,
        progress,
        new Launcher(launcher, configuration),
        compiled,
        bacula,
        new Trees(workshop, programs, progress, compiled),
        new Visits());
  }

  private static void run(Suite suite, Bench bench, List<Row> rows) throws InterruptedException {
    bench.progress().step("suite " + suite.name() + ": " + suite.about());
    try {
      suite.run(
          bench,
          row -> {
            rows.add(row);
            bench.progress().print(TextTable.of(row));
          });
    } catch (IOException e) {
      bench.progress().step("suite " + suite.name() + " ended early: " + e.getMessage());
      Measured failed = Measured.failed("the rest of the suite", "failed: " + e.getMessage());
      rows.add(new Row(suite.name(), "end", "", "", "", List.of(failed), List.of(), ""));
    }
  }

  private void write(Run run) throws IOException {
    if (json != null) {
      Files.writeString(json, JsonReport.of(run));
    }
    if (report != null) {
      Path source = notes == null ? defaultNotes : notes;
      Notes written = source == null ? Notes.none() : Notes.parse(Files.readString(source));
      Files.writeString(report, MarkdownReport.of(run, written));
      for (Row row : run.rows().stream().filter(row -> !row.curves().isEmpty()).toList()) {
        Files.writeString(
            report.toAbsolutePath().resolveSibling(MarkdownReport.plot(row)), SvgPlot.of(row));
      }
    }
  }
}
