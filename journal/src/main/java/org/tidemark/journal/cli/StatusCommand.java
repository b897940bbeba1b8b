package org.tidemark.journal.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.control.protocol.Protocol;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows what the daemon watches, what it cannot vouch for, and who reads it.")
final class StatusCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private StateOptions options;

  @Option(
      names = "--check",
      description =
          "Exit with 7 for open gaps, stale consumers, overdue proofs, or an error the daemon met.")
  private boolean check;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @Option(
      names = "--follow",
      description = "Wait until gaps are reconciled, with a bar on a terminal, and show then.")
  private boolean follow;

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    JsonObject status = follow ? followed() : options.connect().status();
    AdapterStatus.addTo(status, options.stateFolder(), console::complain);
    List<String> findings = StatusCheck.findings(status);
    if (json) {
      console.line(status.toString());
    } else {
      for (String line : StatusText.lines(status)) {
        console.line(Console.printable(line));
      }
    }
    if (!isRecording(status)) {
      throw new TidemarkException(
          ExitCode.FAILED, "the daemon answers, but keeps no journal now", lastError(status));
    }
    return check ? checked(findings) : ExitCode.DONE.number();
  }

  private JsonObject followed() throws TidemarkException, IOException {
    ReconcileBar bar = new ReconcileBar(console.err(), TerminalStream.isStandardError());
    return bar.follow(() -> options.connect().status());
  }

  private int checked(List<String> findings) {
    findings.forEach(console::complain);
    return (findings.isEmpty() ? ExitCode.DONE : ExitCode.FOUND).number();
  }

  private static boolean isRecording(JsonObject status) {
    JsonElement recording = status.get(Protocol.RECORDING);
    return recording == null || !recording.isJsonPrimitive() || recording.getAsBoolean();
  }

  private static String lastError(JsonObject status) {
    return StatusCheck.text(status, Protocol.LAST_ERROR);
  }
}
