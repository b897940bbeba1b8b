package org.tidemark.journal.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/** What a daemon that runs says of itself, for the doctor. */
final class DaemonFindings {
  private static final String CHECK = "daemon";

  private DaemonFindings() {}

  /** That no daemon answers is no fault: one may look before the first start. */
  static List<Finding> of(Path state) {
    try (SocketJournalClient client = SocketJournalClient.connect(state)) {
      return of(client.status());
    } catch (TidemarkException e) {
      return List.of(
          e.exitCode() == ExitCode.NO_DAEMON
              ? Finding.yellow(CHECK, "", e.getMessage(), e.hint())
              : Finding.red(CHECK, "", e.getMessage(), e.hint()));
    }
  }

  static List<Finding> of(JsonObject status) {
    List<Finding> findings = new ArrayList<>();
    String pid = StatusCheck.text(status, "pid");
    findings.add(Finding.green(CHECK, "", "a daemon answers, process " + pid));
    for (String finding : StatusCheck.findings(status)) {
      findings.add(Finding.yellow(CHECK, "", finding, "tidemark status"));
    }
    return findings;
  }
}
