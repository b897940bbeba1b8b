package org.tidemark.journal.audit;

import org.tidemark.journal.model.TidemarkException;

/** The daemon, as far as an audit needs it. */
public interface Barrier {
  /**
   * Returns when all that was queued in the kernel at the call is in the journal.
   *
   * @throws TidemarkException if the daemon does not answer, or cannot do it in time
   */
  void pass() throws TidemarkException;
}
