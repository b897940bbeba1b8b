package org.tidemark.netbackup;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/** The command {@code tidemark} to which this program belongs. */
final class OwnCommand {
  private OwnCommand() {}

  /**
   * {@code bin/tidemark} beside the folder {@code lib} from which this class came.
   *
   * @throws TidemarkException if there is none, as in a development tree
   */
  static Path find() throws TidemarkException {
    try {
      Path jar =
          Path.of(OwnCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path command = jar.resolveSibling("../bin/tidemark").normalize();
      if (Files.isExecutable(command)) {
        return command;
      }
    } catch (URISyntaxException e) {
      // As if it were not there.
    }
    throw new TidemarkException(
        ExitCode.USAGE,
        "cannot find the command that hooks are to run",
        "Name it: --tidemark FILE");
  }
}
