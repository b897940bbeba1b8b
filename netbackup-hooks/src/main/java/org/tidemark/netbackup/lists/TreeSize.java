package org.tidemark.netbackup.lists;

import java.util.ArrayDeque;
import java.util.Deque;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;

/** Whether a tree is small, found out without reading more of it than that. Used once. */
final class TreeSize {
  private final Trees trees;
  private final Deque<PathBytes> left = new ArrayDeque<>();
  private long room;

  /**
   * @param most names that a small tree holds
   */
  TreeSize(Trees trees, long most) {
    this.trees = trees;
    room = most;
  }

  boolean fits(PathBytes top) throws KernelException {
    left.push(top);
    long device = trees.device(top);
    while (!left.isEmpty() && room >= 0) {
      PathBytes directory = left.pop();
      if (trees.device(directory) != device) {
        continue;
      }
      trees.children(
          directory,
          (name, kind) -> {
            if (kind == Trees.Kind.DIRECTORY) {
              left.push(directory.child(name));
            }
            room--;
            return room >= 0;
          });
    }
    return room >= 0;
  }
}
