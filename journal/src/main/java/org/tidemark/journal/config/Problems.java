package org.tidemark.journal.config;

import java.util.Map;
import java.util.TreeMap;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/** Collects what is wrong with a file, so that all of it is said at once. Not thread-safe. */
final class Problems {
  private final String file;
  private final Map<Integer, String> byLine = new TreeMap<>();

  /**
   * @param file its name as shown to people
   */
  Problems(String file) {
    this.file = file;
  }

  /** Adds a problem; of several in one line the first is the cause of the others. */
  void add(int line, String problem) {
    byLine.putIfAbsent(line, problem);
  }

  void throwIfAny() throws TidemarkException {
    if (byLine.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder("the configuration cannot be used:");
    byLine.forEach(
        (line, problem) ->
            message
                .append("\n  ")
                .append(file)
                .append(':')
                .append(line)
                .append(": ")
                .append(problem));
    throw new TidemarkException(ExitCode.CONFIGURATION, message.toString(), "");
  }
}
