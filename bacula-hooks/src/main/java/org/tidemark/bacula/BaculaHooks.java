package org.tidemark.bacula;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code tidemark bacula}. */
@Command(
    name = "bacula",
    mixinStandardHelpOptions = true,
    description = "Hooks that Bacula calls.",
    subcommands = {
      FilesetCommand.class,
      WindowCommand.class,
      EndedCommand.class,
      ConfigCommand.class,
      StatusCommand.class
    })
public final class BaculaHooks implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing; there are " + String.join(", ", spec.subcommands().keySet()));
  }
}
