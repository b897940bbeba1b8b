package org.tidemark.journal.cli;

import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.SourceChoice;
import picocli.CommandLine.Option;

/** The options that every command takes, as a picocli mixin; adapters use it too. */
public final class StateOptions {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "State folder of the daemon. Else TIDEMARK_STATE, else the configuration, else"
              + " /var/lib/tidemark.")
  private String state;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration. Else /etc/tidemark/tidemark.conf, if it exists.")
  private String config;

  /**
   * The state folder, absolute.
   *
   * @throws TidemarkException if it cannot be told, for example for a broken configuration
   */
  public Path stateFolder() throws TidemarkException {
    return new ConfigLoader().stateFolder(overrides(List.of(), null));
  }

  /**
   * @throws TidemarkException with NO_DAEMON if nobody answers
   */
  public SocketJournalClient connect() throws TidemarkException {
    return SocketJournalClient.connect(stateFolder());
  }

  JournalConfig load(List<PathBytes> watch, SourceChoice source) throws TidemarkException {
    return new ConfigLoader().load(overrides(watch, source));
  }

  private Overrides overrides(List<PathBytes> watch, SourceChoice source) {
    return new Overrides(state, config, watch, source, System.getenv());
  }
}
