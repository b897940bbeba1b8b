package org.tidemark.rsync.points;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Finds out what a directory holds that is to be restored to: nothing of anybody else's is replaced
 * without the operator's word.
 */
final class EarlierRestore {
  /** The end of the last restore is when its marker was written, by the clock of the filesystem. */
  private static final String CHANGED_SINCE = "find \"$1\" -newercm \"$2\" -print -quit";

  private final ByteFiles files;
  private final Programs programs;
  private final Restore.Request request;
  private final Progress progress;
  private final PathBytes place;

  /**
   * @param files of this machine, as {@code programs} are
   */
  EarlierRestore(ByteFiles files, Programs programs, Restore.Request request, Progress progress) {
    this.files = files;
    this.programs = programs;
    this.request = request;
    this.progress = progress;
    place = RestoreMarker.placeBeside(request.target());
  }

  /**
   * What the directory holds; without a known state everything is compared.
   *
   * @param directory what it is
   * @throws TidemarkException with REFUSED if it holds something else and may not
   */
  RestoreMarker held(DirectoryIdentity directory) throws TidemarkException {
    if (files.occupancy(request.target()) == ByteFiles.Occupancy.EMPTY) {
      return new RestoreMarker("", List.of(), false, directory.text(), false);
    }
    RestoreMarker unknown = new RestoreMarker("", List.of(), true, directory.text(), false);
    Optional<RestoreMarker> marker = marker().filter(found -> found.isOf(directory));
    if (marker.isEmpty()) {
      requireWord(request.target() + " is not empty, and no restore made it");
      return unknown;
    }
    String changed = marker.get().ended() ? changed() : "";
    if (!changed.isEmpty()) {
      requireWord(changed + " was made or changed after the restore to " + request.target());
      return unknown;
    }
    return marker.get();
  }

  private void requireWord(String why) throws TidemarkException {
    if (!request.overwrite()) {
      throw new TidemarkException(
          ExitCode.REFUSED,
          why,
          "Name an empty directory, or give --overwrite: what the point does not have goes.");
    }
  }

  /** Any object that is new or another since the last restore ended; empty if there is none. */
  private String changed() throws TidemarkException {
    String target = request.target().latin1();
    Programs.Result result =
        programs.run(Program.of("sh", "-c", CHANGED_SINCE, "sh", target, place.latin1()));
    if (result.exit() != 0) {
      throw PointsFolder.failed(
          "cannot look into " + request.target() + ": " + PointsFolder.cause(result), null);
    }
    String name = result.output().strip();
    return name.isEmpty() ? "" : PathBytes.ofLatin1(name).toString();
  }

  private Optional<RestoreMarker> marker() throws TidemarkException {
    try {
      return files.read(place).map(RestoreMarker::parse);
    } catch (IllegalArgumentException e) {
      progress.message(e.getMessage());
      return Optional.empty();
    }
  }
}
