package org.tidemark.journal.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands hang on. */
@Command(
    name = "tidemark",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Tells backups which files changed.")
final class TidemarkCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw missing(spec);
  }

  /** The error for a command that needs one of its subcommands. */
  static ParameterException missing(CommandSpec spec) {
    return new ParameterException(
        spec.commandLine(),
        "a command is missing; there are " + String.join(", ", spec.subcommands().keySet()));
  }
}
