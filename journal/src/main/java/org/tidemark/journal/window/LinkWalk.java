package org.tidemark.journal.window;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Finds the other names of inodes by reading names only: getdents64(2) gives inode numbers, and
 * statx(2) is asked for the few that match. It costs as much as the covered tree has names. One
 * thread.
 */
final class LinkWalk {
  private final TreeLookup lookup;
  private final ListScope scope;
  private final DirectoryNames names;
  private final MultiLinks links;
  private final Notes notes;
  private final Deque<PathBytes> left = new ArrayDeque<>();

  LinkWalk(Kernel kernel, TreeLookup lookup, ListScope scope, MultiLinks links, Notes notes) {
    this.lookup = lookup;
    this.scope = scope;
    this.links = links;
    this.notes = notes;
    names = new DirectoryNames(kernel);
  }

  /** Adds every name of the wanted inodes that lies in the scope and is not excluded. */
  void run(Set<Long> wanted) throws IOException {
    notes.add(
        wanted.size() + " changed files have names that the journal did not tell: looked for them");
    for (PathBytes path : scope.paths()) {
      left.push(path);
      while (!left.isEmpty()) {
        read(left.pop(), wanted);
      }
    }
  }

  private void read(PathBytes directory, Set<Long> wanted) throws IOException {
    int descriptor = lookup.openForReading(directory);
    if (descriptor < 0) {
      return;
    }
    int result =
        names.read(
            descriptor,
            (name, type, inode) -> visit(directory.child(name), type, wanted.contains(inode)));
    if (result < 0) {
      notes.failed(directory, -result);
    }
  }

  private void visit(PathBytes path, int type, boolean wanted) {
    boolean unknown = type == DirectoryEntries.TYPE_UNKNOWN;
    if ((!wanted && !unknown && type != DirectoryEntries.TYPE_DIRECTORY) || scope.excluded(path)) {
      return;
    }
    if (type == DirectoryEntries.TYPE_DIRECTORY) {
      left.push(path);
    } else if (lookup.find(path).isFound()) {
      consider(path, lookup.stat());
    }
  }

  private void consider(PathBytes path, FileStat stat) {
    if (stat.isDirectory()) {
      left.push(path);
    } else if (links.wants(stat) && !add(path, stat)) {
      notes.add("more than " + MultiLinks.MAX_NAMES + " names of linked files: not all are known");
    }
  }

  private boolean add(PathBytes path, FileStat stat) {
    return links.add(scope.presentation().listed(path), Reason.OTHER_LINK, 0, stat);
  }
}
