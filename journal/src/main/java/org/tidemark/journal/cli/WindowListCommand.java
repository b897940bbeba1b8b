package org.tidemark.journal.cli;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.tidemark.journal.list.ListForm;
import org.tidemark.journal.list.ListSummary;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark window list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the list of a window.",
      "A list without its end record is not a list: it was cut short, and the exit code is not 0."
    })
final class WindowListCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private StateOptions options;

  @Parameters(paramLabel = "W", description = "The window's id.")
  private long window;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text, nul or json.")
  private ListForm format = ListForm.TEXT;

  @Option(names = "--summary", description = "Only how many entries of which kind and why.")
  private boolean summary;

  WindowListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    try (StoredListReader list = options.connect().list(window)) {
      if (summary) {
        console.out().write(ListSummary.of(list).text().getBytes(StandardCharsets.UTF_8));
      } else {
        format.copy(list, console.out());
      }
    }
    return ExitCode.DONE.number();
  }
}
