package org.tidemark.journal.window;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.Errno;
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

  /** By inode number, which is all that a directory tells: each filesystem may have one of it. */
  private final Map<Long, Set<MultiLinks.Inode>> wanted = new HashMap<>();

  LinkWalk(Kernel kernel, TreeLookup lookup, ListScope scope, MultiLinks links, Notes notes) {
    this.lookup = lookup;
    this.scope = scope;
    this.links = links;
    this.notes = notes;
    names = new DirectoryNames(kernel);
  }

  /**
   * Adds names of the wanted inodes that lie in the scope and are not excluded, until all are
   * known: first those beside names that are known, then all others.
   */
  void run(Set<MultiLinks.Inode> incomplete) throws IOException {
    for (MultiLinks.Inode inode : incomplete) {
      wanted.computeIfAbsent(inode.number(), number -> new HashSet<>()).add(inode);
    }
    for (PathBytes directory : besideKnown(incomplete)) {
      read(directory);
      left.clear();
    }
    for (PathBytes path : scope.paths()) {
      left.push(path);
      while (!left.isEmpty() && !wanted.isEmpty()) {
        read(left.pop());
      }
    }
  }

  private Set<PathBytes> besideKnown(Set<MultiLinks.Inode> incomplete) {
    Set<PathBytes> directories = new TreeSet<>();
    for (MultiLinks.Inode inode : incomplete) {
      links.listed(inode).forEach(path -> directories.add(path.parent()));
    }
    return directories;
  }

  private void read(PathBytes directory) throws IOException {
    int descriptor = lookup.openForReading(directory);
    if (descriptor < 0) {
      // What went away meanwhile holds no name any more.
      if (descriptor != -Errno.ENOENT && descriptor != -Errno.ENOTDIR) {
        notes.failed(directory, -descriptor);
      }
      return;
    }
    int result =
        names.read(
            descriptor,
            (name, type, inode) -> visit(directory.child(name), type, wanted.containsKey(inode)));
    if (result < 0) {
      notes.failed(directory, -result);
    }
  }

  private void visit(PathBytes path, int type, boolean isWanted) {
    boolean unknown = type == DirectoryEntries.TYPE_UNKNOWN;
    if ((!isWanted && !unknown && type != DirectoryEntries.TYPE_DIRECTORY)
        || scope.excluded(path)) {
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
    } else if (links.wants(stat)) {
      found(path, stat);
    }
  }

  private void found(PathBytes path, FileStat stat) {
    if (!links.add(scope.presentation().listed(path), Reason.OTHER_LINK, 0, stat)) {
      notes.add("more than " + links.most() + " names of linked files: not all are known");
    } else if (links.isComplete(MultiLinks.Inode.of(stat))) {
      complete(MultiLinks.Inode.of(stat));
    }
  }

  private void complete(MultiLinks.Inode inode) {
    wanted.computeIfPresent(
        inode.number(),
        (number, files) -> {
          files.remove(inode);
          return files.isEmpty() ? null : files;
        });
  }
}
