package org.tidemark.rsync.points;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.tidemark.journal.model.PathBytes;

/** Tells which name of an image an object has that lies in the mirror or in a step. */
final class Whereabouts {
  private final Image image;

  /** By step, the places in its tree that nodes speak of, and the names of the nodes. */
  private final Map<Long, NavigableMap<PathBytes, PathBytes>> known = new HashMap<>();

  Whereabouts(Image image) {
    this.image = image;
    add(PathBytes.ROOT, image.top());
  }

  private void add(PathBytes path, ImageNode node) {
    if (node.origin() != null) {
      Origin origin = node.origin();
      known.computeIfAbsent(origin.step(), unused -> new TreeMap<>()).put(origin.path(), path);
    }
    node.children().forEach((name, child) -> add(path.child(ImageNode.name(name)), child));
  }

  /** Empty if nothing of this state is that object. */
  Optional<PathBytes> of(Origin origin) {
    NavigableMap<PathBytes, PathBytes> names = ofStep(origin);
    PathBytes above = origin.path();
    while (!names.containsKey(above) && !above.isRoot()) {
      above = above.parent();
    }
    if (!names.containsKey(above)) {
      return Optional.empty();
    }
    PathBytes name = origin.path().rebase(above, names.get(above));
    return origin.equals(image.look(name).origin()) ? Optional.of(name) : Optional.empty();
  }

  /** True if the object or anything below it is part of this state. */
  boolean needs(Origin origin) {
    PathBytes next = ofStep(origin).ceilingKey(origin.path());
    return (next != null && next.isUnder(origin.path())) || of(origin).isPresent();
  }

  private NavigableMap<PathBytes, PathBytes> ofStep(Origin origin) {
    return known.getOrDefault(origin.step(), new TreeMap<>());
  }
}
