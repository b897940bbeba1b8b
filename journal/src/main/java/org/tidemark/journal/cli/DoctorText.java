package org.tidemark.journal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tidemark.journal.doctor.Doctor;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.doctor.Health;

/** Findings of the doctor for people, or as JSON. */
final class DoctorText {
  private static final String RESET = "\u001b[0m";

  private final boolean coloured;

  DoctorText(boolean coloured) {
    this.coloured = coloured;
  }

  /** True if somebody looks at a terminal that has colours and wants them. */
  static boolean terminalHasColours() {
    String terminal = System.getenv().getOrDefault("TERM", "dumb");
    boolean unwanted = !System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    return TerminalStream.isStandardOutput() && !terminal.equals("dumb") && !unwanted;
  }

  /** The finding, and below it what mends it. */
  List<String> lines(Finding finding) {
    List<String> lines = new ArrayList<>();
    String subject = finding.subject().isEmpty() ? "" : finding.subject() + ": ";
    String text = finding.check() + ": " + subject + finding.text();
    lines.add(word(finding.health()) + "  " + oneLine(text));
    if (!finding.hint().isEmpty()) {
      lines.add("        -> " + oneLine(finding.hint()));
    }
    return lines;
  }

  /** The escapes of our own are added later, so that a name can bring none. */
  private static String oneLine(String text) {
    return Console.printable(text.replace('\n', ' '));
  }

  private String word(Health health) {
    String word = String.format(Locale.ROOT, "%-6s", lower(health));
    return coloured ? colour(health) + word + RESET : word;
  }

  private static String colour(Health health) {
    return switch (health) {
      case GREEN -> "\u001b[32m";
      case YELLOW -> "\u001b[33m";
      case RED -> "\u001b[31m";
    };
  }

  String summary(List<Finding> findings) {
    return word(Doctor.worst(findings))
        + "  in all: "
        + count(findings, Health.RED)
        + " red, "
        + count(findings, Health.YELLOW)
        + " yellow, "
        + count(findings, Health.GREEN)
        + " green";
  }

  private static long count(List<Finding> findings, Health health) {
    return findings.stream().filter(finding -> finding.health() == health).count();
  }

  private static String lower(Health health) {
    return health.name().toLowerCase(Locale.ROOT);
  }

  /** {@code {"health":..., "findings":[{check, health, subject, text, hint}...]}}. */
  static String json(List<Finding> findings) {
    JsonArray all = new JsonArray();
    for (Finding finding : findings) {
      JsonObject one = new JsonObject();
      one.addProperty("check", finding.check());
      one.addProperty("health", lower(finding.health()));
      one.addProperty("subject", finding.subject());
      one.addProperty("text", finding.text());
      one.addProperty("hint", finding.hint());
      all.add(one);
    }
    JsonObject report = new JsonObject();
    report.addProperty("health", lower(Doctor.worst(findings)));
    report.add("findings", all);
    return report.toString();
  }
}
