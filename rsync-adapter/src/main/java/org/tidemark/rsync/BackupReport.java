package org.tidemark.rsync;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.tidemark.journal.list.ListHeader;

/**
 * What a run did.
 *
 * @param takenAway names that went from the mirror before the passes
 * @param duration of the whole run, the making of the list included
 * @param log what rsync said, name by name
 */
record BackupReport(
    BackupRequest request,
    ListHeader header,
    PassPlan plan,
    List<PassResult> results,
    Verdict verdict,
    long takenAway,
    Duration duration,
    Path log) {
  BackupReport {
    results = List.copyOf(results);
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
