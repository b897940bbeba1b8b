package org.tidemark.rsync.points;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;

/**
 * Names of a directory that holds an earlier restore which cannot be what they are to become,
 * although size and time may say so: they were restored from something else.
 */
final class StaleNames {
  private final SortedSet<PathBytes> found = new TreeSet<>();

  private StaleNames() {}

  /**
   * @param held what the directory may hold
   * @param wanted what it is to hold
   * @return topmost names only
   */
  static SortedSet<PathBytes> of(List<Image> held, Image wanted) {
    StaleNames stale = new StaleNames();
    List<ImageNode> tops = held.stream().map(Image::top).toList();
    stale.compare(PathBytes.ROOT, tops, wanted.top());
    return stale.found;
  }

  private void compare(PathBytes path, List<ImageNode> held, ImageNode wanted) {
    boolean another =
        wanted.origin() != null
            && held.stream()
                .anyMatch(n -> n.origin() != null && !n.origin().equals(wanted.origin()));
    if (another) {
      found.add(path);
      return;
    }
    SortedSet<String> names = new TreeSet<>(wanted.children().keySet());
    held.forEach(node -> names.addAll(node.children().keySet()));
    for (String name : names) {
      byte[] bytes = ImageNode.name(name);
      List<ImageNode> children = new ArrayList<>();
      held.forEach(node -> children.add(node.look(bytes)));
      compare(path.child(bytes), children, wanted.look(bytes));
    }
  }
}
