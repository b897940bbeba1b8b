package org.tidemark.rsync;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code tidemark rsync backup}. Paths hold one character per byte. */
@Command(
    name = "backup",
    description = "Makes DEST an exact mirror of DIR: all of it at first, then only what changed.",
    footer = {
      "",
      "Exit codes: 0 done; 1 failed, nothing moved; 2 usage; 4 no daemon; 5 refused for safety;",
      "6 done in part, the rest stays pending; 8 state unusable."
    })
final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--consumer",
      required = true,
      paramLabel = "C",
      description = "Whose base moves.")
  private String consumer;

  @Option(names = "--source", required = true, paramLabel = "DIR", description = "What to copy.")
  private String source;

  @Option(
      names = "--dest",
      required = true,
      paramLabel = "DEST",
      description = "The mirror; DEST.tidemark beside it says what it holds.")
  private String destination;

  @Option(
      names = "--level",
      paramLabel = "L",
      defaultValue = "INCREMENTAL",
      description = "FULL, CUMULATIVE or INCREMENTAL (default). FULL compares every byte.")
  private Level level;

  @Option(
      names = "--adopt",
      description = "Take source and destination as they are; everything is compared.")
  private boolean adopt;

  @Option(names = "--dry-run", description = "Say what would be done; change nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Report as one line of JSON.")
  private boolean json;

  @Option(names = "--state", paramLabel = "DIR", description = "State folder of the daemon.")
  private Path state;

  @Override
  public Integer call() throws TidemarkException {
    PrintWriter out = spec.commandLine().getOut();
    Terminal terminal = new Terminal(!json && Terminal.isPresent());
    RsyncBackup backup =
        new RsyncBackup(() -> SocketJournalClient.connect(state), state, "", terminal);
    BackupReport report = backup.run(request());
    terminal.clear();
    out.print(json ? ReportText.json(report) : ReportText.text(report));
    out.flush();
    return report.verdict().code().number();
  }

  private BackupRequest request() {
    return new BackupRequest(consumerName(), source, destination, level, adopt, dryRun);
  }

  private ConsumerName consumerName() {
    try {
      return new ConsumerName(consumer);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
