package org.tidemark.netbackup.lists;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;

/**
 * Keeps the names of a linked file together: NetBackup makes files of their own of names that were
 * in different images. A journal's list has all names of a changed file; where some of them go into
 * a user backup, the others go along. What lies below a directory of the user backup goes into it
 * with that directory. Used once.
 */
final class LinkedNames {
  private final Trees trees;
  private final Gathered found;

  LinkedNames(Trees trees, Gathered found) {
    this.trees = trees;
    this.found = found;
  }

  void bringTogether() throws KernelException {
    Set<Trees.Link> waiting = new HashSet<>();
    for (PathBytes name : found.userNames()) {
      trees.link(name).ifPresent(waiting::add);
    }
    for (PathBytes name : found.names()) {
      if (comesWithADirectory(name)) {
        trees.link(name).ifPresent(waiting::add);
      }
    }
    if (waiting.isEmpty()) {
      return;
    }
    TreeSet<PathBytes> along = new TreeSet<>();
    for (PathBytes name : found.names()) {
      Optional<Trees.Link> link = trees.link(name);
      if (link.isPresent() && waiting.contains(link.get())) {
        along.add(name);
      }
    }
    // They stay on the list, too: an image of it is whole by itself.
    found.userNames().addAll(along);
  }

  private boolean comesWithADirectory(PathBytes name) {
    if (found.userNames().isEmpty()) {
      return false;
    }
    PathBytes above = name;
    while (!above.isRoot()) {
      above = above.parent();
      if (found.userNames().contains(above)) {
        return true;
      }
    }
    return false;
  }
}
