package org.tidemark.rsync;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code tidemark rsync}. */
@Command(
    name = "rsync",
    mixinStandardHelpOptions = true,
    description = "Mirrors with rsync, going over nothing but what changed.",
    subcommands = {
      BackupCommand.class,
      PointsCommand.class,
      RestoreCommand.class,
      ExpireCommand.class,
      VerifyCommand.class
    })
public final class RsyncCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: backup, points, restore, expire or verify.");
  }
}
