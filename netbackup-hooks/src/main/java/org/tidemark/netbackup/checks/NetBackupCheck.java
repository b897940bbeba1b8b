package org.tidemark.netbackup.checks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.doctor.AdapterCheck;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.doctor.Health;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.images.PolicyCommands;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;

/** The rows of {@code tidemark doctor} about the installations of the usual state folder. */
public final class NetBackupCheck implements AdapterCheck {
  private static final String USUAL_STATE = "/var/lib/tidemark";

  private final Path state;

  public NetBackupCheck() {
    this(Path.of(System.getenv().getOrDefault("TIDEMARK_STATE", USUAL_STATE)));
  }

  NetBackupCheck(Path state) {
    this.state = state;
  }

  /** Nothing where nothing is installed. */
  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    try {
      for (Installation each : Installations.in(state).all()) {
        findings.addAll(FilesCheck.look(each));
        findings.addAll(policies(each));
      }
    } catch (TidemarkException e) {
      findings.add(Finding.yellow("netbackup", state.toString(), e.getMessage(), e.hint()));
    }
    return findings;
  }

  /**
   * What was changed on the primary since: it may be meant so, as with {@code install --unchecked}.
   * What this client may not ask is no news.
   */
  private List<Finding> policies(Installation installation) throws TidemarkException {
    return PolicyCheck.look(installation, state, new PolicyCommands(installation.openv())).stream()
        .filter(each -> each.health() == Health.RED)
        .map(each -> Finding.yellow(each.check(), each.subject(), each.text(), each.hint()))
        .toList();
  }
}
