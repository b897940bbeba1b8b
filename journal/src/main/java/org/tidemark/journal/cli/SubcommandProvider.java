package org.tidemark.journal.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.tidemark.journal.model.TidemarkException;

/**
 * How an adapter module adds its command to {@code tidemark}; found through ServiceLoader.
 *
 * <p>Arguments arrive with one character per byte, and what is printed to {@code getOut()} of the
 * picocli command must have that form too: it goes to standard output byte by byte. A {@link
 * TidemarkException} thrown by the command becomes its message and exit code; {@link StateOptions}
 * is the mixin for {@code --state} and {@code --config}.
 */
public interface SubcommandProvider {
  /** A picocli command object. */
  Object command();

  /**
   * What {@code tidemark status} is to show besides what the daemon says. Looks into the state
   * folder only, and changes nothing.
   *
   * @param state the daemon's folder
   * @param daemon what the daemon says
   * @return fields in the same form
   */
  default JsonObject status(Path state, JsonObject daemon) throws TidemarkException {
    return new JsonObject();
  }
}
