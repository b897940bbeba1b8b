package org.tidemark.rsync;

import java.util.Optional;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;

/** Keeps a restore away from the mirror, its points and the source. */
final class RestorePlaces {
  private final MirrorPoints points;
  private final PathBytes target;
  private final ByteFiles files;

  /**
   * @param target without symbolic links; may be missing
   * @param files of this machine
   */
  RestorePlaces(MirrorPoints points, PathBytes target, ByteFiles files) {
    this.points = points;
    this.target = target;
    this.files = files;
  }

  /**
   * Makes the directory if it is missing.
   *
   * @throws TidemarkException with REFUSED where restoring would destroy what is restored from
   */
  void prepare() throws TidemarkException {
    if (points.mirror().isLocal()) {
      requireApart(points.mirror().path(), "the mirror");
      requireApart(points.folder().path(), "its points");
    }
    requireOutsideOfSource();
    switch (files.occupancy(target)) {
      case MISSING -> files.makeDirectory(target);
      case NOT_A_DIRECTORY ->
          throw MirrorTrust.refused(target + " is not a directory", "Name a directory.");
      case EMPTY, OCCUPIED -> {}
    }
  }

  private void requireApart(PathBytes place, String what) throws TidemarkException {
    if (target.isUnder(place) || place.isUnder(target)) {
      throw MirrorTrust.refused(
          target + " and " + what + " lie in each other", "Restore to another directory.");
    }
  }

  /** The source is known by what it is, not by where it is. */
  private void requireOutsideOfSource() throws TidemarkException {
    Optional<DirectoryIdentity> source = points.marker().map(Marker::source);
    PathBytes above = target;
    while (source.isPresent() && !above.isRoot()) {
      if (files.identity(above).map(source.get()::sameAs).orElse(false)) {
        throw MirrorTrust.refused(
            target + " lies in the source of the backups, which would copy it",
            "Restore to another directory, then move what you need.");
      }
      above = above.parent();
    }
  }
}
