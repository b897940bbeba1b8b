package org.tidemark.rsync;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.model.ExitCode;

/**
 * What a run did.
 *
 * @param takenAway names that went from the mirror before the passes
 * @param duration of the whole run, the making of the list included
 * @param log what rsync said, name by name
 * @param proof what comparing the whole mirror found; empty if it was not compared
 */
record BackupReport(
    BackupRequest request,
    ListHeader header,
    PassPlan plan,
    List<PassResult> results,
    Verdict verdict,
    long takenAway,
    Duration duration,
    Path log,
    Optional<ProofReport> proof) {
  BackupReport {
    results = List.copyOf(results);
  }

  /** The same, with what was found. */
  BackupReport with(Optional<ProofReport> found) {
    return new BackupReport(
        request, header, plan, results, verdict, takenAway, duration, log, found);
  }

  /** True if the mirror holds everything listed, may it be by the run that mended drift. */
  boolean isComplete() {
    return verdict.isDone()
        || proof.flatMap(ProofReport::mending).map(run -> run.verdict().isDone()).orElse(false);
  }

  /** How the command ends. */
  ExitCode code() {
    return isComplete() ? proof.map(ProofReport::code).orElse(ExitCode.DONE) : verdict.code();
  }

  long listed() {
    return plan.listed().values().stream().mapToLong(Long::longValue).sum();
  }

  long touched() {
    return results.stream().mapToLong(PassResult::touched).sum();
  }

  /** Names that went from the mirror. */
  long deleted() {
    return takenAway + results.stream().mapToLong(PassResult::deleted).sum();
  }
}
