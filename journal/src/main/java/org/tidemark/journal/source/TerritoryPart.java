package org.tidemark.journal.source;

import java.util.List;
import org.tidemark.journal.kernel.MountTable.Mount;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * One filesystem at one place of one root: the root itself, or a mount below a nested root.
 *
 * @param hidden places below at which something else is mounted
 */
record TerritoryPart(Root root, PathBytes place, Mount mount, List<PathBytes> hidden) {
  TerritoryPart {
    hidden = List.copyOf(hidden);
  }

  boolean isRoot() {
    return place.equals(root.path());
  }

  FilesystemKind kind() {
    return FilesystemKind.of(mount);
  }

  /** What stays the same while the filesystem there comes and goes. */
  Key key() {
    return new Key(root.path(), place);
  }

  /** A place, with the root to which it belongs. */
  record Key(PathBytes root, PathBytes place) {}

  /** True if nothing was mounted, moved or exchanged there; options do not matter. */
  boolean isSameMountAs(TerritoryPart other) {
    return isSame(mount, other.mount);
  }

  static boolean isSame(Mount one, Mount other) {
    return one.id() == other.id()
        && one.device().equals(other.device())
        && one.root().equals(other.root())
        && one.place().equals(other.place());
  }
}
