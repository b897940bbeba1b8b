package org.tidemark.journal.cli;

import java.util.concurrent.Callable;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidemark consumer forget}. */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    description = "Drops a consumer and its bases, so that the journal need not wait for it.")
final class ConsumerForgetCommand implements Callable<Integer> {
  @Mixin private StateOptions options;

  @Parameters(paramLabel = "C", description = "The consumer's name.")
  private ConsumerName consumer;

  @Override
  public Integer call() throws Exception {
    if (!options.connect().forget(consumer)) {
      throw new TidemarkException(
          ExitCode.FAILED,
          "there is no consumer " + consumer,
          "'tidemark consumer list' shows them.");
    }
    return ExitCode.DONE.number();
  }
}
