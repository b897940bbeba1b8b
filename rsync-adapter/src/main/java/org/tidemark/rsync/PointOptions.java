package org.tidemark.rsync;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tidemark.journal.cli.StateOptions;
import org.tidemark.journal.client.JournalClient;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Programs;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command about points in time takes. Paths hold one character per byte. */
final class PointOptions {
  @Mixin private StateOptions state;

  @Option(
      names = "--dest",
      required = true,
      paramLabel = "DEST",
      description = "The mirror, named as its backups name it.")
  private String destination;

  @Option(
      names = "--points",
      paramLabel = "DIR",
      description = "Where its points lie, if its backups were given this option.")
  private String points = "";

  @Option(
      names = {"-e", "--rsh"},
      paramLabel = "COMMAND",
      description = "How the mirror's machine is reached, as rsync takes it; else by ssh.")
  private String shell = "";

  @Option(
      names = "--rsync-path",
      paramLabel = "PROGRAM",
      description = "The rsync of the mirror's machine, if it is not its usual.")
  private String rsyncPath = "";

  @Option(names = "--json", description = "Report as one line of JSON.")
  private boolean json;

  boolean json() {
    return json;
  }

  StateFolder folder() throws TidemarkException {
    return new StateFolder(state.stateFolder());
  }

  Mirror mirror(Programs programs) throws TidemarkException {
    return Mirror.find(Destination.parse(destination), programs, rsync().shell());
  }

  JournalClient connect() throws TidemarkException {
    return state.connect();
  }

  /**
   * The backup that makes the mirror, once more.
   *
   * @param more the user's own options for rsync
   */
  BackupRequest backup(ProofMemory known, List<String> more) throws TidemarkException {
    BackupRequest.PointsChoice choice =
        points.isEmpty() ? known.points() : new BackupRequest.PointsChoice(true, points);
    return new BackupRequest(
        new ConsumerName(known.consumer()),
        known.source().latin1(),
        destination,
        Level.INCREMENTAL,
        false,
        false,
        UserOptions.parse(words(more)),
        choice);
  }

  /** What rsync needs to reach the mirror. */
  UserOptions rsync() throws TidemarkException {
    return UserOptions.parse(words(List.of()));
  }

  private List<String> words(List<String> more) {
    List<String> words = new ArrayList<>(more);
    if (!shell.isEmpty()) {
      words.add("--rsh=" + shell);
    }
    if (!rsyncPath.isEmpty()) {
      words.add("--rsync-path=" + rsyncPath);
    }
    return words;
  }

  MirrorPoints pointsOf(Mirror mirror) throws TidemarkException {
    return MirrorPoints.of(mirror, points);
  }

  /**
   * Puts the points in order after an interrupted backup, for which nobody else may be there;
   * otherwise nothing is changed.
   */
  void settle(StateFolder folder, Mirror mirror, Consumer<String> warnings)
      throws TidemarkException {
    if (pointsOf(mirror).isUnsettled()) {
      try (MirrorLock lock = MirrorLock.toChange(folder, mirror, "settle " + mirror, warnings)) {
        pointsOf(mirror).settle(lock.workFolder());
      }
    }
  }
}
