package org.tidemark.rsync;

import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;

/**
 * What {@code tidemark rsync backup} was asked for.
 *
 * @param source as given, one character per byte
 * @param destination as given, one character per byte
 * @param adopt the operator vouches for source and destination being the right ones
 * @param dryRun nothing is to be changed
 * @param options the user's own for rsync
 * @param points whether and where to record what undoes the backup
 * @param proof how the whole mirror is to be compared, too
 */
record BackupRequest(
    ConsumerName consumer,
    String source,
    String destination,
    Level level,
    boolean adopt,
    boolean dryRun,
    UserOptions options,
    PointsChoice points,
    Proofs proof) {
  /**
   * What the operator said about comparing the whole mirror.
   *
   * @param schedule when it is done by itself; empty for never
   * @param now how it is to be done now, {@code quick} or {@code checksum}; empty for as scheduled
   */
  record Proofs(Optional<ProofSchedule> schedule, String now) {
    static final Proofs NONE = new Proofs(Optional.empty(), "");
  }

  /**
   * What the operator said about points in time.
   *
   * @param wanted false if nothing is to be recorded
   * @param folder as given, one character per byte; empty for the usual place
   */
  record PointsChoice(boolean wanted, String folder) {
    static final PointsChoice USUAL = new PointsChoice(true, "");
    static final PointsChoice NONE = new PointsChoice(false, "");
  }

  /** Without a proof. */
  BackupRequest(
      ConsumerName consumer,
      String source,
      String destination,
      Level level,
      boolean adopt,
      boolean dryRun,
      UserOptions options,
      PointsChoice points) {
    this(consumer, source, destination, level, adopt, dryRun, options, points, Proofs.NONE);
  }

  /** The same, with a proof. */
  BackupRequest with(Proofs otherProof) {
    return new BackupRequest(
        consumer, source, destination, level, adopt, dryRun, options, points, otherProof);
  }

  /** The same once more, for what changed since. */
  BackupRequest again() {
    return new BackupRequest(
        consumer, source, destination, Level.INCREMENTAL, false, dryRun, options, points, proof);
  }

  /** With points at the usual place. */
  BackupRequest(
      ConsumerName consumer,
      String source,
      String destination,
      Level level,
      boolean adopt,
      boolean dryRun,
      UserOptions options) {
    this(consumer, source, destination, level, adopt, dryRun, options, PointsChoice.USUAL);
  }

  /** Without options of the user's own. */
  BackupRequest(
      ConsumerName consumer,
      String source,
      String destination,
      Level level,
      boolean adopt,
      boolean dryRun) {
    this(consumer, source, destination, level, adopt, dryRun, UserOptions.NONE);
  }
}
