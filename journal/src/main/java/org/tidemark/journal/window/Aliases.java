package org.tidemark.journal.window;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.links.LinkHandles;
import org.tidemark.journal.links.LinkPlace;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * Tells whether two paths are one link: a directory can be reached by several where roots share a
 * filesystem, or mounts below a root belong to it. Owned by the thread that makes a list.
 */
final class Aliases {
  private final @Nullable LinkHandles handles;

  private Aliases(@Nullable LinkHandles handles) {
    this.handles = handles;
  }

  /** For paths of which no two are one link. */
  static Aliases none() {
    return new Aliases(null);
  }

  /** For any paths. */
  static Aliases possible(Kernel kernel) {
    return new Aliases(new LinkHandles(kernel));
  }

  /** Looks at directories only where the roots make it needed. */
  static Aliases of(Kernel kernel, ListScope scope, TreeLookup lookup) {
    Set<Long> devices = new HashSet<>();
    for (Root root : scope.roots()) {
      if (root.nested() || !devices.add(lookup.anchorDevice(root.path()))) {
        return possible(kernel);
      }
    }
    return none();
  }

  /** False if no path needs to be asked for. */
  boolean arePossible() {
    return handles != null;
  }

  /**
   * The link to which that path leads. Where its directory cannot be looked at, names that are
   * alike count as one: too few links are known then, never too many.
   */
  LinkPlace placeOf(PathBytes path) {
    LinkPlace unknown = new LinkPlace(0, 0, PathBytes.ROOT.child(path.name()));
    return handles == null ? unknown : handles.placeOf(path).orElse(unknown);
  }
}
