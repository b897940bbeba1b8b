package org.tidemark.journal.reconcile;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;

/**
 * How far reconciling is.
 *
 * @param walk empty if there is none under way
 * @param waiting gaps that are to be reconciled, those of the walk included
 * @param refused gaps that stay, since times on files say nothing about them
 * @param problem why the last walk failed; empty if it did not
 */
public record ReconcileStatus(
    Optional<Walk> walk, int waiting, List<Refused> refused, String problem) {

  public ReconcileStatus {
    refused = List.copyOf(refused);
  }

  /**
   * A walk under way.
   *
   * @param gaps that it closes
   * @param halted whether it stands still, since a window is being made
   * @param resting whether it goes on slowly, since writers are busy
   * @param share estimated part that is done, 0 to 1; negative where the filesystem does not say
   *     how many inodes it has
   */
  public record Walk(
      PathBytes path,
      List<Gap> gaps,
      long startedMillis,
      boolean halted,
      boolean resting,
      long directories,
      long names,
      long changes,
      double share) {
    public Walk {
      gaps = List.copyOf(gaps);
    }
  }

  /** A gap that is not reconciled, and why. */
  public record Refused(Gap gap, String why) {}
}
