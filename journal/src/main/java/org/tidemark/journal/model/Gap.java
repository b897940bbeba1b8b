package org.tidemark.journal.model;

/**
 * A subtree and a stretch of history that we cannot vouch for.
 *
 * @param beginSequence first sequence number in doubt
 * @param endSequence last sequence number in doubt; {@link Long#MAX_VALUE} while it is open
 * @param beginMillis wall clock at its beginning, milliseconds since 1970
 */
public record Gap(
    long id,
    PathBytes path,
    Reason reason,
    long beginSequence,
    long endSequence,
    long beginMillis) {

  public boolean isOpen() {
    return endSequence == Long.MAX_VALUE;
  }
}
