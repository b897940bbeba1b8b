package org.tidemark.journal.audit;

import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * What is held against what.
 *
 * @param state folder with the journal
 * @param roots all that the daemon watches
 * @param top where to start; at or below one of the roots
 * @param timesSetBack whether there are programs whose setting back of times is no change
 * @param threads that walk; 1 or more
 */
public record AuditRequest(
    Path state,
    List<Root> roots,
    PathBytes top,
    AuditBase base,
    boolean timesSetBack,
    int threads) {
  /** Change times come from a coarser clock than the wall clock, and are at most so much behind. */
  private static final long TOLERANCE_NANOS = 10_000_000;

  public AuditRequest {
    roots = List.copyOf(roots);
  }

  /** What changed later than this, in nanoseconds since 1970, must be covered. */
  long newerThan() {
    return base.millis() * 1_000_000 + TOLERANCE_NANOS;
  }
}
