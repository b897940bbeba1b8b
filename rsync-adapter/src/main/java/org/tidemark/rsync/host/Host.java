package org.tidemark.rsync.host;

import java.io.OutputStream;
import org.tidemark.journal.model.TidemarkException;

/** A machine on which small programs can be run: this one, or that of a mirror. Thread-safe. */
public interface Host extends AutoCloseable {
  /** Runs it with its output kept in memory; only for programs that say little. */
  Programs.Result run(Program program) throws TidemarkException;

  /**
   * Runs it and gives its output to the streams as it comes.
   *
   * @return its exit status
   */
  int run(Program program, OutputStream out, OutputStream errors) throws TidemarkException;

  /** Ends the connection to another machine; nothing to do for this one. */
  @Override
  default void close() throws TidemarkException {}
}
