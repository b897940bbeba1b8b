package org.tidemark.rsync;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.DirectoryIdentity;
import org.tidemark.rsync.points.PointsFolder;

/**
 * Where the points of a mirror lie.
 *
 * @param recorded the folder to use; empty if nothing is to be recorded
 * @param own what must not be copied though it may lie inside the source
 */
record PointsPlace(Optional<PathBytes> recorded, List<PathBytes> own) {
  PointsPlace {
    own = List.copyOf(own);
  }

  /**
   * Finds it out.
   *
   * @throws TidemarkException with REFUSED where files could not be renamed to it, or where the
   *     mirror would hold it
   */
  static PointsPlace of(BackupRequest.PointsChoice choice, Places places) throws TidemarkException {
    Mirror mirror = places.mirror();
    if (mirror.host().isEmpty()) {
      return forDaemon(choice);
    }
    PathBytes usual = PointsFolder.besideMirror(mirror.path());
    if (!choice.wanted()) {
      return new PointsPlace(Optional.empty(), List.of(usual));
    }
    ByteFiles files = new ByteFiles(mirror.host().get());
    PathBytes folder = choice.folder().isEmpty() ? usual : files.real(choice.folder());
    requireApart(folder, places);
    requireSameFilesystem(folder, mirror.path(), files);
    return new PointsPlace(Optional.of(folder), List.of(usual, folder));
  }

  private static PointsPlace forDaemon(BackupRequest.PointsChoice choice) throws TidemarkException {
    if (!choice.folder().isEmpty()) {
      throw MirrorTrust.refused(
          "an rsync daemon cannot keep points in time",
          "Reach the mirror as a directory or by ssh, or leave --points away.");
    }
    return new PointsPlace(Optional.empty(), List.of());
  }

  private static void requireApart(PathBytes folder, Places places) throws TidemarkException {
    PathBytes mirror = places.mirror().path();
    if (folder.isUnder(mirror) || mirror.isUnder(folder)) {
      throw MirrorTrust.refused(
          "the points folder " + folder + " and the destination lie in each other",
          "Choose a folder beside the destination.");
    }
    boolean local = places.mirror().isLocal();
    boolean holdsSource = local && places.source().isUnder(folder);
    boolean inSource = local && folder.isUnder(places.source());
    if (holdsSource || (inSource && !mirror.isUnder(places.source()))) {
      throw MirrorTrust.refused(
          "the points folder " + folder + " and the source lie in each other",
          "Choose a folder beside the destination.");
    }
  }

  private static void requireSameFilesystem(PathBytes folder, PathBytes mirror, ByteFiles files)
      throws TidemarkException {
    long theirs = device(folder, files);
    if (theirs != device(mirror, files)) {
      throw MirrorTrust.refused(
          "the points folder " + folder + " is on another filesystem than the mirror",
          "Files are renamed to it: name a folder on the mirror's filesystem by --points. A mirror"
              + " that fills a whole filesystem leaves no room for one: name a directory in it.");
    }
  }

  /** Of the directory, or of the one that will hold it. */
  private static long device(PathBytes path, ByteFiles files) throws TidemarkException {
    Optional<DirectoryIdentity> found = files.identity(path);
    if (found.isEmpty()) {
      found = files.identity(path.parent());
    }
    return found.map(DirectoryIdentity::device).orElse(-1L);
  }
}
