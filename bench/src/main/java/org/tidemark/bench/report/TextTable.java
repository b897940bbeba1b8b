package org.tidemark.bench.report;

import java.util.Locale;

/** A row as lines for the terminal. */
public final class TextTable {
  private TextTable() {}

  public static String of(Row row) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%n== %s (%s)%n", row.id(), row.unit()));
    text.append(line("contender", "median", "min", "max", "ratio", "runs"));
    row.measured().forEach(measured -> text.append(line(row, measured)));
    for (Verdict verdict : row.verdicts()) {
      text.append("   goal: ").append(verdict.goal()).append(": ").append(verdict.word());
      text.append(verdict.measured().isEmpty() ? "" : " (" + verdict.measured() + ")");
      text.append('\n');
    }
    return text.append(row.note().isEmpty() ? "" : "   " + row.note() + "\n").toString();
  }

  private static String line(Row row, Measured measured) {
    if (measured.isFailed()) {
      return "   " + measured.contender() + ": " + measured.failure() + "\n";
    }
    String ratio = row.ratio(measured.contender(), row.reference()).map(Numbers::text).orElse("");
    return line(
        measured.contender(),
        Numbers.text(measured.median()),
        Numbers.text(measured.min()),
        Numbers.text(measured.max()),
        ratio,
        String.valueOf(measured.values().size()));
  }

  private static String line(
      String contender, String median, String min, String max, String ratio, String runs) {
    return String.format(
        Locale.ROOT, "   %-44s %10s %10s %10s %8s %5s%n", contender, median, min, max, ratio, runs);
  }
}
