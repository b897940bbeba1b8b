package org.tidemark.netbackup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;
import picocli.CommandLine.Option;

/** Options that choose installations, as a picocli mixin. */
final class PolicyOptions {
  @Option(
      names = "--policy",
      paramLabel = "P",
      description = "Policy; all that are installed if it is left out.")
  private String policy;

  @Option(names = "--schedule", paramLabel = "S", description = "Schedule of that policy.")
  private String schedule;

  boolean isGiven() {
    return policy != null && schedule != null;
  }

  String policy() {
    return policy;
  }

  String schedule() {
    return schedule;
  }

  /** The one that was named, or all. */
  List<Installation> in(Path state) throws TidemarkException {
    Installations installations = Installations.in(state);
    if (policy == null && schedule == null) {
      return installations.all();
    }
    Optional<Installation> found =
        isGiven() ? installations.find(policy, schedule) : Optional.empty();
    return List.of(
        found.orElseThrow(
            () ->
                new TidemarkException(
                    ExitCode.USAGE,
                    "nothing is installed for policy " + policy + ", schedule " + schedule,
                    "'tidemark netbackup status' shows what is.")));
  }
}
