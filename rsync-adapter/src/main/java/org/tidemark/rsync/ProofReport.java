package org.tidemark.rsync;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.rsync.proof.Drift;

/**
 * What comparing a whole mirror found.
 *
 * @param method how it compared: {@code quick} or {@code checksum}
 * @param drift what was found different; empty if it did not come so far
 * @param list file of all names that differ
 * @param mending the run that mended them; empty if there was nothing to mend, or it failed
 * @param problems why it does not count; empty if it does
 */
record ProofReport(
    String method,
    Optional<Drift> drift,
    Path list,
    Optional<BackupReport> mending,
    List<String> problems,
    Duration duration) {
  ProofReport {
    problems = List.copyOf(problems);
  }

  /** DONE if the mirror was and is as it should be. */
  ExitCode code() {
    if (!problems.isEmpty()) {
      return ExitCode.PARTIAL;
    }
    return found() == 0 ? ExitCode.DONE : ExitCode.FOUND;
  }

  /** Names that differed and should not have. */
  long found() {
    return drift.map(Drift::names).orElse(0L);
  }
}
