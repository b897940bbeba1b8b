package org.tidemark.journal.cli;

import java.util.concurrent.Callable;
import org.tidemark.journal.model.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidemark window abort}. */
@Command(
    name = "abort",
    mixinStandardHelpOptions = true,
    description = "Gives the window up: the next one covers the same changes again.")
final class WindowAbortCommand implements Callable<Integer> {
  @Mixin private StateOptions options;

  @Parameters(paramLabel = "W", description = "The window's id.")
  private long window;

  @Override
  public Integer call() throws Exception {
    options.connect().abort(window);
    return ExitCode.DONE.number();
  }
}
