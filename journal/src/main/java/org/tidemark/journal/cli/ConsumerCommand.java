package org.tidemark.journal.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidemark consumer}: what its subcommands hang on. */
@Command(
    name = "consumer",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists and forgets consumers.")
final class ConsumerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw TidemarkCommand.missing(spec);
  }
}
