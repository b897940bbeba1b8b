package org.tidemark.rsync;

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
 */
record BackupRequest(
    ConsumerName consumer,
    String source,
    String destination,
    Level level,
    boolean adopt,
    boolean dryRun,
    UserOptions options,
    PointsChoice points) {
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
