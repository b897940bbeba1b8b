package org.tidemark.netbackup;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.runs.StatusReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark netbackup status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows lists and runs of what is installed; needs no daemon.")
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Override
  public Integer call() throws TidemarkException {
    Path state = options.stateFolder();
    JsonObject report = StatusReport.json(state);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report);
    } else {
      report.getAsJsonArray("installations").forEach(each -> print(each.getAsJsonObject(), out));
      out.println("log: " + state.resolve("netbackup").resolve("hooks.log"));
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  private static void print(JsonObject installation, PrintWriter out) {
    out.println(
        text(installation, "policy")
            + "/"
            + text(installation, "schedule")
            + " "
            + text(installation, "level")
            + ", fulls by "
            + text(installation, "basePolicy")
            + "/"
            + text(installation, "baseSchedule"));
    out.println("  list: " + text(installation, "list") + list(installation));
    if (installation.has("notes")) {
      installation
          .getAsJsonArray("notes")
          .forEach(note -> out.println("    " + note.getAsString()));
    }
    for (JsonElement each : installation.getAsJsonArray("runs")) {
      printRun(each.getAsJsonObject(), out);
    }
  }

  private static String list(JsonObject installation) {
    return installation.has("generation")
        ? ", generation "
            + text(installation, "generation")
            + " of "
            + text(installation, "placed")
            + ", "
            + text(installation, "entries")
            + " entries, "
            + text(installation, "userNames")
            + " names for a user backup, "
            + text(installation, "pending")
            + " not saved"
        : "";
  }

  private static void printRun(JsonObject run, PrintWriter out) {
    String reason = text(run, "reason");
    out.println(
        "  run "
            + text(run, "run")
            + " ("
            + text(run, "kind")
            + ") "
            + text(run, "state")
            + " since "
            + text(run, "since")
            + (reason.isEmpty() ? "" : ": " + reason));
    for (JsonElement each : run.getAsJsonArray("streams")) {
      JsonObject stream = each.getAsJsonObject();
      out.println(
          "    stream "
              + text(stream, "stream")
              + " "
              + text(stream, "state")
              + " started "
              + text(stream, "started")
              + " "
              + text(stream, "backupId")
              + " "
              + text(stream, "image"));
    }
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }
}
