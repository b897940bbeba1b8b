package org.tidemark.journal.cli;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tidemark.journal.model.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

  /**
   * Builds what the arguments ask for. picocli reads each command by reflection, which a hook would
   * feel: where the first argument names a command, the others are not built.
   */
  static CommandLine build(Console console, List<String> arguments) {
    CommandLine root = new CommandLine(new TidemarkCommand());
    String asked = arguments.isEmpty() ? "" : arguments.get(0);
    addCommands(root, console, asked::equals);
    if (root.getSubcommands().isEmpty()) {
      // What is wrong with an adapter is said when all of them are wanted.
      addAdapters(root, asked::equals, complaint -> {});
    }
    if (root.getSubcommands().isEmpty()) {
      addCommands(root, console, name -> true);
      addAdapters(root, name -> true, console::complain);
    }
    // After all commands are there: each of these reaches only those that it finds.
    readLiterally(root);
    Converters.register(root);
    addCommonParts(root);
    return root;
  }

  private static void addCommands(CommandLine root, Console console, Predicate<String> wanted) {
    journalCommands(console)
        .forEach(
            (name, command) -> {
              if (wanted.test(name)) {
                root.addSubcommand(command.get());
              }
            });
  }

  private static Map<String, Supplier<CommandLine>> journalCommands(Console console) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    commands.put("daemon", () -> new CommandLine(new DaemonCommand()));
    commands.put("status", () -> new CommandLine(new StatusCommand(console)));
    commands.put("doctor", () -> new CommandLine(new DoctorCommand(console)));
    commands.put("audit", () -> new CommandLine(new AuditCommand(console)));
    commands.put("changes", () -> new CommandLine(new ChangesCommand(console)));
    commands.put("window", () -> windowCommands(console));
    commands.put("consumer", () -> consumerCommands(console));
    commands.put("restore-clean", () -> new CommandLine(new RestoreCleanCommand(console)));
    return commands;
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
  private static void addAdapters(
      CommandLine root, Predicate<String> wanted, Consumer<String> complaints) {
    Iterator<SubcommandProvider> adapters = ServiceLoader.load(SubcommandProvider.class).iterator();
    boolean more = true;
    while (more) {
      try {
        more = adapters.hasNext();
        if (more) {
          addAdapter(root, adapters.next().command(), wanted);
        }
      } catch (ServiceConfigurationError | CommandLine.InitializationException e) {
        complaints.accept("a command of an adapter is left out: " + e.getMessage());
      }
    }
  }

  private static void addAdapter(CommandLine root, Object command, Predicate<String> wanted) {
    Command described = command.getClass().getAnnotation(Command.class);
    if (wanted.test(described == null ? "" : described.name())) {
      root.addSubcommand(command);
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
