package org.tidemark.rsync;

import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.points.SourceLook;

/** What of the mirror stays whatever becomes of it in the source. */
final class MirrorLook {
  private MirrorLook() {}

  /**
   * @param here this machine, where the source is
   */
  static SourceLook source(Host here, Scope scope, Places places) {
    return new SourceLook(
        here,
        scope.source(),
        places.identity(),
        path -> isKept(scope, path),
        path -> leadsToKept(scope, path));
  }

  /** True for what is excluded, and near what is not mounted now or is mounted over. */
  private static boolean isKept(Scope scope, PathBytes inMirror) {
    PathBytes path = inMirror.rebase(PathBytes.ROOT, scope.source());
    return scope.excludes(path) || isNear(path, scope.missing()) || isNear(path, scope.hidden());
  }

  /** True above what is not mounted now. */
  private static boolean leadsToKept(Scope scope, PathBytes inMirror) {
    PathBytes path = inMirror.rebase(PathBytes.ROOT, scope.source());
    return !scope.excludes(path)
        && scope.missing().stream().anyMatch(place -> place.isUnder(path))
        && scope.missing().stream().noneMatch(path::isUnder);
  }

  private static boolean isNear(PathBytes path, List<PathBytes> places) {
    return places.stream().anyMatch(place -> place.isUnder(path) || path.isUnder(place));
  }
}
