package org.tidemark.bacula;

import org.tidemark.journal.model.TidemarkException;

/**
 * Bacula skips a listed file whose mtime and ctime are older than its own since-time, the start of
 * the job that it builds on (Bacula 9.6, findlib/find_one.c check_changes). So names that were
 * moved there with old times, or changed between that job's list and its start, are made to look
 * new: each listed one that is not newer than that job's reading gets a new ctime.
 */
final class OldTimes {
  /** Bacula compares whole seconds, and measures two clocks against each other. */
  private static final long MARGIN_MILLIS = 2_000;

  private final JobRecords records;
  private final Moment now;

  OldTimes(JobRecords records, Moment now) {
    this.records = records;
    this.now = now;
  }

  /**
   * What is as new as this or newer, in milliseconds since 1970, Bacula saves anyway. Where the
   * clock was set forward since that job, Bacula's since-time was moved with it.
   *
   * @param previous the job that this one builds on; if none of its scripts ran, nothing that is
   *     listed counts as new
   */
  long newFrom(String previous) throws TidemarkException {
    Moment began = records.clockOf(previous).orElse(now);
    return began.latestMillis(now) + MARGIN_MILLIS;
  }
}
