package org.tidemark.journal.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.client.JournalClient.OpenCall;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark window open}. */
@Command(
    name = "open",
    mixinStandardHelpOptions = true,
    description = "Opens a window for one backup and prints its id alone.")
final class WindowOpenCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private StateOptions options;

  @Option(
      names = "--consumer",
      required = true,
      paramLabel = "C",
      description = "Who reads; an unknown one is made.")
  private ConsumerName consumer;

  @Option(
      names = "--level",
      paramLabel = "L",
      description =
          "full; cumulative (since the last full); or incremental (since the last backup), which"
              + " is the usual. Without a base the window is full.")
  private Level level = Level.INCREMENTAL;

  @Option(
      names = "--key",
      paramLabel = "K",
      description = "The product's name for this backup; opening it again gives the same window.")
  private String key = "";

  @Option(
      names = "--path",
      paramLabel = "P",
      description = "Absolute; may be repeated. Else all that the consumer covers.")
  private List<PathBytes> paths = List.of();

  @Option(
      names = "--snapshot",
      description = "The list is made at the first 'window list', after a snapshot was taken.")
  private boolean snapshot;

  WindowOpenCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    OpenCall call = new OpenCall(consumer, level, key, paths, "", snapshot, null, null);
    console.line(String.valueOf(options.connect().open(call).id()));
    return ExitCode.DONE.number();
  }
}
