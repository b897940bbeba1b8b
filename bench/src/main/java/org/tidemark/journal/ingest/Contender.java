package org.tidemark.journal.ingest;

import java.sql.SQLException;
import org.tidemark.journal.store.StoreException;

/** One way to bring the events of messages into a database of its own. Used by one thread. */
interface Contender extends AutoCloseable {
  String name();

  /**
   * Records messages {@code from} to {@code to}, the latter not included, in one transaction.
   *
   * @param created whether they are new, or written again
   */
  void record(MailEvents events, int from, int to, boolean created) throws Exception;

  @Override
  void close() throws StoreException, SQLException;
}
