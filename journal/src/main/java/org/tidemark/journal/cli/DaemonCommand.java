package org.tidemark.journal.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.daemon.Daemon;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.SourceChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark daemon}. */
@Command(
    name = "daemon",
    mixinStandardHelpOptions = true,
    description = "Follows the watched trees and keeps the journal; runs until it is stopped.")
final class DaemonCommand implements Callable<Integer> {
  @Mixin private StateOptions options;

  @Option(
      names = "--watch",
      paramLabel = "PATH",
      description =
          "Watch this tree instead of the configured ones; may be repeated. What the"
              + " configuration says about the same path holds.")
  private List<PathBytes> watch = List.of();

  @Option(
      names = "--source",
      paramLabel = "KIND",
      description = "auto (fanotify wherever it works), fanotify, or inotify.")
  private SourceChoice source;

  @Override
  public Integer call() throws Exception {
    JournalConfig config = options.load(watch, source);
    if (config.filesystems().isEmpty()) {
      throw new TidemarkException(
          ExitCode.CONFIGURATION,
          "there is nothing to watch",
          "Name a tree with --watch PATH, or in a [filesystem NAME] section of the configuration.");
    }
    return Daemon.run(config);
  }
}
