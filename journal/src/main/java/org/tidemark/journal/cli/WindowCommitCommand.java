package org.tidemark.journal.cli;

import java.util.concurrent.Callable;
import org.tidemark.journal.model.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidemark window commit}. */
@Command(
    name = "commit",
    mixinStandardHelpOptions = true,
    description = "Says that the backup is good: the consumer's base moves to the window's end.")
final class WindowCommitCommand implements Callable<Integer> {
  @Mixin private StateOptions options;

  @Parameters(paramLabel = "W", description = "The window's id.")
  private long window;

  @Override
  public Integer call() throws Exception {
    options.connect().commit(window);
    return ExitCode.DONE.number();
  }
}
