package org.tidemark.journal.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidemark window show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows one window, or a line for each that the daemon remembers.")
final class WindowShowCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private StateOptions options;

  @Parameters(arity = "0..1", paramLabel = "W", description = "The window's id.")
  private Long window;

  WindowShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    SocketJournalClient client = options.connect();
    if (window != null) {
      console.line(Console.printable(details(found(client))));
      return ExitCode.DONE.number();
    }
    for (WindowInfo each : client.windows()) {
      console.line(Console.printable(inOneLine(each)));
    }
    return ExitCode.DONE.number();
  }

  private WindowInfo found(SocketJournalClient client) throws TidemarkException {
    return client
        .show(window)
        .orElseThrow(
            () ->
                new TidemarkException(
                    ExitCode.FAILED,
                    "there is no window " + window,
                    "'tidemark window show' lists them."));
  }

  private static String inOneLine(WindowInfo window) {
    return window.id()
        + "  "
        + window.state()
        + "  "
        + lower(window.level())
        + "  "
        + window.consumer()
        + "  "
        + window.base()
        + ".."
        + window.end()
        + "  entries "
        + window.entries()
        + (window.key().isEmpty() ? "" : "  key " + visible(window.key()));
  }

  private static String details(WindowInfo window) {
    return String.join(
        "\n",
        "window " + window.id(),
        "state " + window.state(),
        "consumer " + window.consumer(),
        "key " + visible(window.key()),
        "asked " + lower(window.asked()),
        "level " + lower(window.level()),
        "base " + new Position(window.journalId(), window.base()),
        "end " + new Position(window.journalId(), window.end()),
        "entries " + window.entries());
  }

  /** A line feed in a key would look like a line of ours. */
  private static String visible(String key) {
    return key.replace("\n", "%0A");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
