package org.tidemark.journal.control;

import com.google.gson.JsonObject;
import java.util.List;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;

/**
 * What the control socket asks of the daemon itself. Thread-safe; called from many threads at once,
 * so no answer may wait for a disk longer than a short read transaction.
 */
public interface DaemonView {
  /**
   * What {@code tidemark status --json} prints: free in form, but {@code gaps} (an array of {@link
   * Descriptions#gap}), {@code lastError} (a text, absent or empty if there is none) and {@code
   * problems} (an array of texts) are what {@code --check} looks at. The server adds {@code
   * consumers} and the live {@code windows} where they are absent.
   */
  JsonObject status() throws TidemarkException;

  List<Root> roots();

  String journalId();

  /** The oldest sequence number after which everything is still known. */
  long floor() throws TidemarkException;

  long lastSequence() throws TidemarkException;

  /** The greatest sequence number known to be not later than that time. */
  long sequenceAt(long wallMillis) throws TidemarkException;
}
