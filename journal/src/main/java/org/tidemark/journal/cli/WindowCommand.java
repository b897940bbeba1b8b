package org.tidemark.journal.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidemark window}: what its subcommands hang on. */
@Command(
    name = "window",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Opens, lists, commits, aborts and shows windows on the journal.")
final class WindowCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw TidemarkCommand.missing(spec);
  }
}
