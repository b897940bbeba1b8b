package org.tidemark.rsync;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark rsync backup}. Paths hold one character per byte. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = "Makes DEST an exact mirror of DIR: all of it at first, then only what changed.")
final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StateOptions options;

  @Option(
      names = "--consumer",
      required = true,
      paramLabel = "C",
      description = "Whose base moves; it belongs to this source and this destination.")
  private ConsumerName consumer;

  @Option(
      names = "--source",
      required = true,
      paramLabel = "DIR",
      description = "What to copy; a watched tree or a part of one.")
  private String source;

  @Option(
      names = "--dest",
      required = true,
      paramLabel = "DEST",
      description = "The mirror. The file DEST.tidemark beside it says what it holds.")
  private String destination;

  @Option(
      names = "--level",
      paramLabel = "L",
      description =
          "incremental (since the last backup), which is the usual; cumulative (since the last"
              + " full); or full, which compares every byte of an existing mirror.")
  private Level level = Level.INCREMENTAL;

  @Option(
      names = "--adopt",
      description =
          "Take source and destination as they are, though they are not those of the last backup:"
              + " everything is compared, and what the source does not have is deleted from DEST.")
  private boolean adopt;

  @Option(
      names = "--points",
      paramLabel = "DIR",
      description =
          "Where to keep what undoes each backup, on the mirror's filesystem and outside of it;"
              + " DEST.points unless given.")
  private String points = "";

  @Option(
      names = "--no-points",
      description = "Record nothing: earlier points can then no longer be restored.")
  private boolean noPoints;

  @Option(
      names = "--proof",
      paramLabel = "every=30d",
      description =
          "When the last proof is as old as this (hours h, days d, weeks w), compare the whole"
              + " mirror with the source afterwards, by size, time and all attributes, or with"
              + " every=30d,checksum by content; mend what differs and end with 7. 'never' ends that.")
  private String proof = "";

  @Option(names = "--dry-run", description = "Say what would be done; change nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Report as one line of JSON.")
  private boolean json;

  @Parameters(
      paramLabel = "RSYNC-OPTION",
      description =
          "Behind --: your own options for rsync, such as --bwlimit=10m or -e 'ssh -p 2222'. Those"
              + " that would break the mirror are refused with the reason.")
  private List<String> rsyncOptions = new ArrayList<>();

  @Override
  public Integer call() throws TidemarkException {
    Terminal terminal = new Terminal(!json && Terminal.isPresent());
    BackupReport report = backup(terminal);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? ReportText.json(report) : ReportText.text(report));
    out.flush();
    return report.code().number();
  }

  private BackupRequest.PointsChoice pointsChoice() throws TidemarkException {
    if (noPoints && !points.isEmpty()) {
      throw new TidemarkException(
          ExitCode.USAGE, "--points and --no-points exclude each other", "Give one of them.");
    }
    return new BackupRequest.PointsChoice(!noPoints, points);
  }

  private BackupReport backup(Terminal terminal) throws TidemarkException {
    UserOptions own = UserOptions.parse(rsyncOptions);
    BackupRequest request =
        new BackupRequest(consumer, source, destination, level, adopt, dryRun, own, pointsChoice())
            .with(new BackupRequest.Proofs(ProofSchedule.parse(proof), ""));
    try {
      return new RsyncBackup(options::connect, options.stateFolder(), "", terminal).run(request);
    } finally {
      terminal.clear();
    }
  }
}
