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
 * @param marker what lies beside the mirror
 * @param steps all that are there, oldest first
 * @param chain those that lead to what the mirror is now
 */
record MirrorPoints(
    Mirror mirror, PointsFolder folder, Optional<Marker> marker, List<Step> steps, Chain chain) {
  MirrorPoints {
    steps = List.copyOf(steps);
  }

  /**
   * Reads them.
   *
   * @param points where they lie, as given; empty for the usual place
   * @throws TidemarkException with REFUSED for an rsync daemon, with FAILED where there are none
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
    String id =
        folder
            .id()
            .orElseThrow(
                () ->
                    new TidemarkException(
                        ExitCode.FAILED,
                        "there are no points in time in " + place,
                        "Backups record them from the first on; see --points and --no-points."));
    Optional<Marker> marker = readMarker(files, mirror);
    List<Step> steps = folder.steps();
    Optional<DirectoryIdentity> now = files.identity(mirror.path());
    long last = marker.map(found -> found.lastStep(steps, id, now)).orElse(0L);
    return new MirrorPoints(mirror, folder, marker, steps, Chain.of(steps, last));
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
