package org.tidemark.rsync.host;

import java.io.OutputStream;
import java.util.function.Supplier;
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

  /**
   * Starts it with its standard input open, and comes back when it has printed the line or ended.
   * From then on it lasts until it is closed; if it ends before, all programs here are ended and
   * none is started any more.
   *
   * @param mark the line that says that all is well
   * @param lost what is thrown from then on if it ended unasked
   */
  Held hold(Program program, String mark, Supplier<TidemarkException> lost)
      throws TidemarkException;

  /** Ends the connection to another machine; nothing to do for this one. */
  @Override
  default void close() throws TidemarkException {}
}
