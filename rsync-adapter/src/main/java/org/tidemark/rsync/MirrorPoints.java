package org.tidemark.rsync;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.points.Chain;
import org.tidemark.rsync.points.PointsFolder;
import org.tidemark.rsync.points.Settling;
import org.tidemark.rsync.points.Step;

/**
 * The points in time of a mirror as they are found.
 *
 * @param owned whether the folder says that it is the mirror's; those of earlier versions do not
 * @param marker what lies beside the mirror
 * @param steps all that are there, oldest first
 * @param chain those that lead to what the mirror is now
 */
record MirrorPoints(
    Mirror mirror,
    PointsFolder folder,
    boolean owned,
    Optional<Marker> marker,
    List<Step> steps,
    Chain chain) {
  MirrorPoints {
    steps = List.copyOf(steps);
  }

  /**
   * Reads them.
   *
   * @param points where they lie, as given; empty for the usual place
   * @throws TidemarkException with REFUSED for an rsync daemon or the folder of another mirror,
   *     with FAILED where there are none
   */
  static MirrorPoints of(Mirror mirror, String points) throws TidemarkException {
    Host host =
        mirror
            .host()
            .orElseThrow(
                () ->
                    MirrorTrust.refused(
                        "an rsync daemon keeps no points in time",
                        "Reach the mirror as a directory or by ssh."));
    ByteFiles files = new ByteFiles(host);
    PathBytes place =
        points.isEmpty() ? PointsFolder.besideMirror(mirror.path()) : files.real(points);
    PointsFolder folder = new PointsFolder(host, place);
    PointsFolder.Label label =
        folder
            .label()
            .orElseThrow(
                () ->
                    new TidemarkException(
                        ExitCode.FAILED,
                        "there are no points in time in " + place,
                        "Backups record them from the first on; see --points and --no-points."));
    Optional<Marker> marker = readMarker(files, mirror);
    PointsOwnership.requireOwn(folder, label, marker.map(Marker::id).orElse(""), mirror);
    List<Step> steps = folder.steps();
    Optional<DirectoryIdentity> now = files.identity(mirror.path());
    long last = marker.map(found -> found.lastStep(steps, label.id(), now)).orElse(0L);
    Chain chain = Chain.of(steps, last);
    return new MirrorPoints(mirror, folder, label.owner().isPresent(), marker, steps, chain);
  }

  /**
   * Refuses to drop what may be another mirror's, where the folder does not say whose it is.
   *
   * @throws TidemarkException with REFUSED
   */
  void requireAlone() throws TidemarkException {
    if (!owned) {
      String consumer = marker.map(Marker::consumer).orElse("");
      String journal = marker.map(Marker::journalId).orElse("");
      PointsOwnership.requireAlone(folder, steps, chain, consumer, journal);
    }
  }

  /**
   * True if the newest step was interrupted, so that it must be found out first which of its
   * renames took place.
   */
  boolean isUnsettled() {
    return chain.newest().map(step -> !step.isPoint()).orElse(false);
  }

  /** Finds it out; nobody else may be at work on the mirror. */
  void settle(Path work) throws TidemarkException {
    if (isUnsettled()) {
      Host host = mirror.host().orElseThrow();
      Settling.settle(
          host, mirror.path(), folder.step(chain.newest().orElseThrow().number()), work);
    }
  }

  private static Optional<Marker> readMarker(ByteFiles files, Mirror mirror)
      throws TidemarkException {
    try {
      return files.read(mirror.marker()).map(Marker::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
