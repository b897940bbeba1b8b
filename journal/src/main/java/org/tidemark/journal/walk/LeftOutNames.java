package org.tidemark.journal.walk;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;

/** Tells which names are not visited. One thread. */
final class LeftOutNames {
  private final Exclusions globs;
  private final List<PathBytes> paths;
  private final byte[] name = new byte[256];
  private boolean pathsHere;

  LeftOutNames(WalkRequest request) {
    globs = request.exclusions();
    paths = new ArrayList<>(request.exclusions().paths());
    paths.addAll(request.leftOut());
  }

  /** To be called for each directory before its names. */
  void enter(WalkedDirectory directory) {
    pathsHere = !paths.isEmpty() && paths.stream().anyMatch(path -> liesIn(path, directory));
  }

  private static boolean liesIn(PathBytes path, WalkedDirectory directory) {
    return path.length() > directory.length() && path.isUnder(directory.path());
  }

  boolean contains(WalkedDirectory directory, DirectoryEntries entries) {
    if (!globs.globs().isEmpty()) {
      entries.nameInto(name, 0);
      if (globs.excludesName(name, 0, entries.nameLength())) {
        return true;
      }
    }
    return pathsHere && paths.contains(directory.path().child(entries.name()));
  }
}
