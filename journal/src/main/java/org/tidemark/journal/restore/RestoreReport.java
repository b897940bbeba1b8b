package org.tidemark.journal.restore;

import org.tidemark.journal.model.ExitCode;

/**
 * How it ended.
 *
 * @param removed names that are gone
 * @param kept names that are newer than the word that removes them, and what holds them
 * @param directories directories whose attributes were not right and are now
 * @param toFetch names that have to be restored again
 * @param failed things that could not be done
 * @param vouched false if names may be left that were removed in a time which no manifest vouches
 *     for
 */
public record RestoreReport(
    long removed, long kept, long directories, long toFetch, long failed, boolean vouched) {

  /** PARTIAL as long as something is left to do. */
  public ExitCode exitCode() {
    return toFetch > 0 || failed > 0 || !vouched ? ExitCode.PARTIAL : ExitCode.DONE;
  }
}
