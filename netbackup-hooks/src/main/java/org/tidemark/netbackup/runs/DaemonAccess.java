package org.tidemark.netbackup.runs;

import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.TidemarkException;

/** Finds the daemon. */
public interface DaemonAccess {
  /**
   * @throws TidemarkException with NO_DAEMON if nobody answers
   */
  SocketJournalClient connect() throws TidemarkException;
}
