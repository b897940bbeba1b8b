package org.tidemark.bench.report;

import java.util.List;
import java.util.Locale;
import org.tidemark.bench.Size;
import org.tidemark.bench.machine.Machine;

/** A run as Markdown, with bars for plots. */
public final class MarkdownReport {
  private static final int BAR = 30;

  private final Run run;
  private final Notes notes;
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport(Run run, Notes notes) {
    this.run = run;
    this.notes = notes;
  }

  public static String of(Run run, Notes notes) {
    MarkdownReport report = new MarkdownReport(run, notes);
    report.head();
    report.goals();
    run.rows().forEach(report::row);
    report.line(notes.rest());
    return report.text.toString().stripTrailing() + "\n";
  }

  private void line(String format, Object... arguments) {
    text.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
    text.append('\n');
  }

  private void head() {
    Machine machine = run.machine();
    Size size = run.size();
    line("# Benchmark\n");
    line(
        "Written by `scripts/bench%s` in %.0f minutes. The machine: %d cores, %.0f GB of memory,"
            + " Linux %s, %s.",
        size.full() ? " --full" : "",
        run.seconds() / 60,
        machine.cores(),
        machine.memoryMegabytes() / 1000.0,
        machine.kernel(),
        machine.filesystem());
    line("The tree: %,d directories and %,d files.\n", size.directories(), size.files());
    line("Values are medians of repeated runs in turns; the bars show them to scale.");
    line("1 MB is 1,000,000 bytes.\n");
  }

  private void goals() {
    line("| row | goal | measured | |\n| --- | --- | --- | --- |");
    for (Row row : run.rows()) {
      for (Verdict verdict : row.verdicts()) {
        line("| %s | %s | %s | %s |", row.id(), verdict.goal(), verdict.measured(), verdict.word());
      }
    }
    line("");
  }

  private void row(Row row) {
    line("## %s\n", row.id());
    line("%s\n", row.how());
    line("| contender | median, %s | min | max | ratio | runs | |", row.unit());
    line("| --- | ---: | ---: | ---: | ---: | ---: | --- |");
    double largest =
        row.measured().stream()
            .filter(m -> !m.isFailed())
            .mapToDouble(Measured::median)
            .max()
            .orElse(0);
    row.measured().forEach(measured -> contender(row, measured, largest));
    line("");
    if (!row.curves().isEmpty()) {
      line("![%s](%s)\n", row.id(), plot(row));
    }
    if (!row.note().isEmpty()) {
      line("%s\n", row.note());
    }
    verdicts(row.verdicts());
    String reason = notes.reasons().get(row.id());
    if (reason != null) {
      line("**Reason.** %s\n", reason);
    }
  }

  private void contender(Row row, Measured measured, double largest) {
    if (measured.isFailed()) {
      line("| %s | %s | | | | | |", measured.contender(), measured.failure());
      return;
    }
    line(
        "| %s | %s | %s | %s | %s | %d | `%s` |",
        measured.contender(),
        Numbers.text(measured.median()),
        Numbers.text(measured.min()),
        Numbers.text(measured.max()),
        row.ratio(measured.contender(), row.reference()).map(Numbers::text).orElse(""),
        measured.values().size(),
        bar(measured.median(), largest));
  }

  /** The file beside the report that holds the row's plot. */
  public static String plot(Row row) {
    return "benchmarks-" + row.suite() + "-" + row.name() + ".svg";
  }

  static String bar(double value, double largest) {
    if (largest <= 0 || value <= 0) {
      return " ";
    }
    return "█".repeat(Math.max(1, (int) Math.round(BAR * value / largest)));
  }

  private void verdicts(List<Verdict> verdicts) {
    for (Verdict verdict : verdicts) {
      String measured = verdict.measured().isEmpty() ? "" : " (" + verdict.measured() + ")";
      line("- Goal: %s: **%s**%s", verdict.goal(), verdict.word(), measured);
    }
    if (!verdicts.isEmpty()) {
      line("");
    }
  }
}
