package org.tidemark.journal.audit;

import org.tidemark.journal.model.PathBytes;

/** Takes what is found, one at a time, while the walk goes on; called by several threads. */
public interface AuditSink {
  /** A change that no list would name. */
  void miss(Evidence evidence);

  /** A change of which it cannot be told whether a list should name it. */
  void doubt(Evidence evidence);

  /** Nothing is known of what lies at or below that path. */
  void unseen(PathBytes path, int errno);

  /**
   * What was seen, and why it matters.
   *
   * @param changeTime nanoseconds since 1970
   * @param modifyTime likewise
   * @param reason one sentence
   */
  record Evidence(
      PathBytes path, boolean directory, long changeTime, long modifyTime, String reason) {}
}
