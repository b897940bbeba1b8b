package org.tidemark.rsync;

import org.tidemark.journal.client.JournalClient;
import org.tidemark.journal.model.TidemarkException;

/** Connects to the daemon; each client has its own connection. */
@FunctionalInterface
interface ClientFactory {
  JournalClient connect() throws TidemarkException;
}
