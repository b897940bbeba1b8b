package org.tidemark.bacula;

import java.io.IOException;
import java.time.Clock;
import org.tidemark.journal.client.RefreshInfo;
import org.tidemark.journal.client.SocketJournalClient;
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

  private final SocketJournalClient client;
  private final JobRecords records;
  private final Clock clock;

  OldTimes(SocketJournalClient client, JobRecords records, Clock clock) {
    this.client = client;
    this.records = records;
    this.clock = clock;
  }

  /**
   * Refreshes what a window lists.
   *
   * @param previous the job that this one builds on; if none of its scripts ran, nothing that is
   *     listed counts as new
   */
  RefreshInfo refresh(long window, String previous) throws TidemarkException, IOException {
    long began = records.clockOf(previous).orElse(clock.millis());
    return client.refresh(window, began + MARGIN_MILLIS);
  }
}
