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
 */
record BackupRequest(
    ConsumerName consumer,
    String source,
    String destination,
    Level level,
    boolean adopt,
    boolean dryRun,
    UserOptions options) {
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
