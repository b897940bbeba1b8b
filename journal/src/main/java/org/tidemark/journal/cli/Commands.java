package org.tidemark.journal.cli;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.tidemark.journal.model.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Puts the command line together: our commands, those of the adapters, and how picocli reads. */
final class Commands {
  private static final Map<ExitCode, String> MEANINGS =
      Map.of(
          ExitCode.DONE, "done",
          ExitCode.FAILED, "failed, nothing moved",
          ExitCode.USAGE, "wrong usage",
          ExitCode.CONFIGURATION, "the configuration cannot be used",
          ExitCode.NO_DAEMON, "no daemon answers",
          ExitCode.REFUSED, "refused for safety",
          ExitCode.PARTIAL, "done in part, the rest stays pending",
          ExitCode.FOUND, "a check found something",
          ExitCode.STATE_UNUSABLE, "the state folder cannot be used");

  private Commands() {}

  static CommandLine build(Console console) {
    CommandLine root =
        new CommandLine(new TidemarkCommand())
            .addSubcommand(new DaemonCommand())
            .addSubcommand(new StatusCommand(console))
            .addSubcommand(new ChangesCommand(console))
            .addSubcommand(windowCommands(console))
            .addSubcommand(consumerCommands(console));
    addAdapters(root, console);
    // After all commands are there: each of these reaches only those that it finds.
    readLiterally(root);
    Converters.register(root);
    addCommonParts(root);
    return root;
  }

  private static CommandLine windowCommands(Console console) {
    return new CommandLine(new WindowCommand())
        .addSubcommand(new WindowOpenCommand(console))
        .addSubcommand(new WindowListCommand(console))
        .addSubcommand(new WindowCommitCommand())
        .addSubcommand(new WindowAbortCommand())
        .addSubcommand(new WindowShowCommand(console));
  }

  private static CommandLine consumerCommands(Console console) {
    return new CommandLine(new ConsumerCommand())
        .addSubcommand(new ConsumerListCommand(console))
        .addSubcommand(new ConsumerForgetCommand());
  }

  /** A broken adapter must not take the journal's own commands away. */
  private static void addAdapters(CommandLine root, Console console) {
    Iterator<SubcommandProvider> adapters = ServiceLoader.load(SubcommandProvider.class).iterator();
    boolean more = true;
    while (more) {
      try {
        more = adapters.hasNext();
        if (more) {
          root.addSubcommand(adapters.next().command());
        }
      } catch (ServiceConfigurationError | CommandLine.InitializationException e) {
        console.complain("a command of an adapter is left out: " + e.getMessage());
      }
    }
  }

  /** Arguments are names, which may look like anything: nothing is expanded, trimmed or guessed. */
  private static void readLiterally(CommandLine root) {
    root.setExpandAtFiles(false)
        .setTrimQuotes(false)
        .setToggleBooleanFlags(false)
        .setAbbreviatedOptionsAllowed(false)
        .setAbbreviatedSubcommandsAllowed(false)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
  }

  /** What every command has, those of adapters included: the exit codes and the version. */
  private static void addCommonParts(CommandLine command) {
    Map<String, String> list = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      list.put(String.valueOf(code.number()), MEANINGS.get(code));
    }
    command.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
    command.getCommandSpec().usageMessage().exitCodeList(list);
    command.getCommandSpec().versionProvider(new Version());
    command.getSubcommands().values().forEach(Commands::addCommonParts);
  }
}
