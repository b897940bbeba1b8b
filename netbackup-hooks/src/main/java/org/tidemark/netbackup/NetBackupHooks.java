package org.tidemark.netbackup;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code tidemark netbackup}. */
@Command(
    name = "netbackup",
    mixinStandardHelpOptions = true,
    description = "Hooks that NetBackup calls.",
    subcommands = {
      StartCommand.class,
      EndCommand.class,
      RefreshCommand.class,
      ConfirmCommand.class,
      StatusCommand.class,
      AdoptCommand.class,
      BackupCommand.class,
      InstallCommand.class,
      UninstallCommand.class
    })
public final class NetBackupHooks implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
