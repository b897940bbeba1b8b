package org.tidemark.journal.config;

import java.util.List;
import java.util.Map;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;

/**
 * What the command line and the environment say, which wins over the file.
 *
 * @param state {@code --state}, one character per byte; null if not given
 * @param config {@code --config}, one character per byte; null if not given
 * @param watch {@code --watch}: these trees instead of the configured ones; empty if not given
 * @param source {@code --source}, for all trees; null if not given
 * @param environment variables as the JVM decoded them
 */
public record Overrides(
    String state,
    String config,
    List<PathBytes> watch,
    SourceChoice source,
    Map<String, String> environment) {
  public Overrides {
    watch = List.copyOf(watch);
    environment = Map.copyOf(environment);
  }
}
