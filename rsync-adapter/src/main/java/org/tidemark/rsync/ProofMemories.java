package org.tidemark.rsync;

import java.util.List;
import java.util.stream.Collectors;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/** Finds out how a mirror is backed up. */
final class ProofMemories {
  private ProofMemories() {}

  /**
   * The one of that mirror.
   *
   * @param consumer whose it is; empty where there is only one
   */
  static ProofMemory of(List<ProofMemory> all, Mirror mirror, String consumer)
      throws TidemarkException {
    List<ProofMemory> found =
        all.stream()
            .filter(memory -> memory.destination().equals(mirror.toString()))
            .filter(memory -> consumer.isEmpty() || memory.consumer().equals(consumer))
            .toList();
    if (found.isEmpty()) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "no backup to " + mirror + " is known here",
          "Give the same --state and --dest as its backups, and make one of them first.");
    }
    if (found.size() > 1) {
      String names =
          found.stream().map(ProofMemory::consumer).sorted().collect(Collectors.joining(", "));
      throw new TidemarkException(
          ExitCode.USAGE,
          "several consumers had this mirror: " + names,
          "Say whose: --consumer C.");
    }
    return found.get(0);
  }
}
