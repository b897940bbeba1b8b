package org.tidemark.rsync;

import java.nio.file.Path;
import java.time.Duration;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;

/**
 * What one or several runs onto a mirror need, while its locks are held.
 *
 * @param work a local folder for the files of a run
 */
record Session(
    BackupRequest request,
    Places places,
    PointsPlace points,
    RsyncProgram rsync,
    Removals removals,
    MirrorPlace place,
    RunLocks locks,
    Path work,
    RunLog log) {
  /** Longer than a disk takes to wake up or a filesystem is frozen for a snapshot. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Nothing is heard while the other machine reads one large file to compare it. */
  private static final Duration PATIENCE_FAR = Duration.ofHours(1);

  /** For another run, of what changed since. */
  Session again(Path otherWork) {
    return new Session(
        request.again(), places, points, rsync, removals, place, locks, otherWork, log);
  }

  /** What is known of the mirror now. */
  MirrorRecord record(StateFolder folder, ByteFiles files) throws TidemarkException {
    return MirrorRecord.read(folder, files, place, request, places, log);
  }

  /** How long rsync may stand still before it is taken for hung. */
  Duration patience() {
    boolean isLocal = places.mirror().isLocal();
    return request.options().patience().orElse(isLocal ? PATIENCE : PATIENCE_FAR);
  }
}
