package org.tidemark.rsync;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Locale;
import org.tidemark.journal.model.EntryKind;

/** A report as people and programs read it. */
final class ReportText {
  private ReportText() {}

  /** Several lines, each with its end. */
  static String text(BackupReport report) {
    StringBuilder out = new StringBuilder();
    report.header().notes().forEach(note -> out.append("note:     ").append(note).append('\n'));
    report
        .plan()
        .tooLong()
        .forEach(
            path -> out.append("too long: ").append(path).append(" (its directory stands in)\n"));
    if (report.plan().otherNamesUnknown() > 0) {
      out.append(report.plan().otherNamesUnknown())
          .append(" files have more names than the journal knows; those are not linked\n");
    }
    out.append("level:    ").append(report.header().level()).append('\n');
    out.append("listed:   ").append(report.listed()).append(" entries").append(kinds(report));
    for (PassResult result : report.results()) {
      appendPass(out, result);
    }
    out.append("touched:  ").append(report.touched()).append(" names copied or changed, ");
    out.append(report.deleted()).append(" removed\n");
    out.append("time:     ").append(seconds(report.duration())).append(" s\n");
    report
        .verdict()
        .reasons()
        .forEach(reason -> out.append("pending:  ").append(reason).append('\n'));
    report.proof().ifPresent(proof -> out.append(ProofText.text(proof)));
    out.append("log:      ").append(report.log()).append('\n');
    return out.append("result:   ").append(result(report)).append('\n').toString();
  }

  private static String kinds(BackupReport report) {
    StringBuilder out = new StringBuilder();
    for (EntryKind kind : EntryKind.values()) {
      long count = report.plan().listed().getOrDefault(kind, 0L);
      out.append(out.length() == 0 ? " (" : ", ").append(kind).append(' ').append(count);
    }
    return out.append(")\n").toString();
  }

  private static void appendPass(StringBuilder out, PassResult result) {
    out.append("pass:     ").append(name(result.pass())).append(", ");
    out.append(result.touched()).append(" touched, ").append(result.deleted()).append(" removed, ");
    out.append(seconds(result.duration())).append(" s\n");
  }

  private static String name(Pass pass) {
    return pass.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String result(BackupReport report) {
    if (!report.isComplete()) {
      return "not complete: the next backup covers the same changes again";
    }
    if (report.request().dryRun()) {
      return "dry run: nothing was changed";
    }
    return "complete" + report.proof().map(ProofText::result).orElse("");
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f", duration.toMillis() / 1000.0);
  }

  /** One line. */
  static String json(BackupReport report) {
    JsonObject out = new JsonObject();
    out.addProperty("consumer", report.request().consumer().text());
    out.addProperty("window", report.header().window());
    out.addProperty("level", report.header().level().name());
    out.addProperty("base", report.header().base().toString());
    out.addProperty("end", report.header().end().toString());
    out.add("listed", listed(report));
    out.add("passes", passes(report));
    out.addProperty("touched", report.touched());
    out.addProperty("deleted", report.deleted());
    out.addProperty("otherNamesUnknown", report.plan().otherNamesUnknown());
    out.addProperty("seconds", report.duration().toMillis() / 1000.0);
    out.addProperty("log", report.log().toString());
    out.addProperty("dryRun", report.request().dryRun());
    report.proof().ifPresent(proof -> out.add("proof", ProofText.json(proof)));
    out.addProperty("exit", report.code().number());
    JsonArray reasons = new JsonArray();
    report.verdict().reasons().forEach(reasons::add);
    out.add("reasons", reasons);
    return out + "\n";
  }

  private static JsonObject listed(BackupReport report) {
    JsonObject out = new JsonObject();
    for (EntryKind kind : EntryKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      out.addProperty(name, report.plan().listed().getOrDefault(kind, 0L));
    }
    return out;
  }

  private static JsonArray passes(BackupReport report) {
    JsonArray out = new JsonArray();
    for (PassResult result : report.results()) {
      JsonObject pass = new JsonObject();
      pass.addProperty("pass", name(result.pass()));
      pass.addProperty("rsyncExit", result.number());
      pass.addProperty("touched", result.touched());
      pass.addProperty("deleted", result.deleted());
      pass.addProperty("seconds", result.duration().toMillis() / 1000.0);
      out.add(pass);
    }
    return out;
  }
}
