package org.tidemark.journal.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.list.ListForm;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark changes}. */
@Command(
    name = "changes",
    mixinStandardHelpOptions = true,
    description = "Lists what changed, without a window: a look that moves nothing.")
final class ChangesCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private StateOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATH",
      description = "Absolute; only what lies there. Else all watched trees.")
  private PathBytes path;

  @Option(
      names = "--since",
      paramLabel = "POSITION|TIME",
      description =
          "A position (JOURNALID:SEQ); a time (2026-03-01T02:00:00Z, 2026-03-01T02:00,"
              + " 2026-03-01, @UNIXSECONDS); or how long ago (90s, 15m, 2h, 3d, 1w). Else all that"
              + " the journal still knows.")
  private Since since = new Since.Beginning();

  @Option(names = "--format", paramLabel = "FORMAT", description = "text, nul or json.")
  private ListForm format = ListForm.TEXT;

  ChangesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    List<PathBytes> paths = path == null ? List.of() : List.of(path);
    try (StoredListReader list = options.connect().changes(paths, since)) {
      format.copy(list, console.out());
    }
    return ExitCode.DONE.number();
  }
}
