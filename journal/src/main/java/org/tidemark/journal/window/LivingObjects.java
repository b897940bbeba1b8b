package org.tidemark.journal.window;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.tidemark.journal.kernel.FileHandles;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Finds what was written through a name that stands for something else now, or for nothing: events
 * keep the handles of their objects. Owned by the thread that makes a list.
 */
final class LivingObjects {
  /** Names found by handle that are compared with the rest of the list. */
  private static final int MAX_MOVED = 100_000;

  private final ListScope scope;
  private final TreeLookup lookup;
  private final HandleNames handles;
  private final MultiLinks links;
  private final NameSink main;
  private final TreeSet<PathBytes> moved = new TreeSet<>();

  /** Takes names that are not held back. */
  interface NameSink {
    void add(PathBytes path) throws IOException;
  }

  LivingObjects(
      ListScope scope, TreeLookup lookup, HandleNames handles, MultiLinks links, NameSink main) {
    this.scope = scope;
    this.lookup = lookup;
    this.handles = handles;
    this.links = links;
    this.main = main;
  }

  /** Names that were found, as they are listed; some may be on the main part too. */
  NavigableSet<PathBytes> moved() {
    return moved;
  }

  /**
   * Finds the names that the objects behind a candidate have now.
   *
   * @param inode that the name has now; its object needs no following
   */
  void follow(Candidate candidate, long inode) throws IOException {
    if (candidate.handle().isEmpty()) {
      return;
    }
    byte[] all = candidate.handle().getBytes(StandardCharsets.ISO_8859_1);
    for (byte[] handle : FileHandles.split(all)) {
      Optional<HandleNames.Living> living =
          FileHandles.isOf(handle, inode)
              ? Optional.empty()
              : handles.find(handle, candidate.path());
      if (living.isPresent() && handles.stat().inode() != inode) {
        alive(candidate, living.get());
      }
    }
  }

  private void alive(Candidate candidate, HandleNames.Living living) throws IOException {
    Optional<PathBytes> path = living.path().flatMap(shown -> original(candidate, shown));
    if (path.isEmpty()) {
      wantNames(inodeOf(candidate, handles.stat()));
    } else if (scope.pathOf(path.get()) != null && !scope.excluded(path.get())) {
      alsoListed(path.get());
    } else if (handles.stat().links() > 1) {
      wantNames(MultiLinks.Inode.of(handles.stat()));
    }
  }

  private boolean isPresented(Candidate candidate) {
    Presentation presentation = scope.presentation();
    return presentation.rewrites() && candidate.path().isUnder(presentation.from());
  }

  /** Empty for a name that is not in the presented snapshot. */
  private Optional<PathBytes> original(Candidate candidate, PathBytes shown) {
    Presentation presentation = scope.presentation();
    return !isPresented(candidate) || shown.isUnder(presentation.to())
        ? Optional.of(presentation.original(shown))
        : Optional.empty();
  }

  /**
   * In a snapshot of btrfs the same file has another device, and the handle leads to the live one.
   */
  private MultiLinks.Inode inodeOf(Candidate candidate, FileStat stat) {
    return isPresented(candidate)
        ? new MultiLinks.Inode(lookup.anchorDevice(candidate.path()), stat.inode())
        : MultiLinks.Inode.of(stat);
  }

  /** If there is no room, the list says so, and covers everything. */
  private void wantNames(MultiLinks.Inode inode) {
    boolean unused = links.want(inode, handles.stat().links());
  }

  private void alsoListed(PathBytes path) throws IOException {
    FileStat stat = handles.stat();
    PathBytes listed = scope.presentation().listed(path);
    boolean held = stat.links() > 1 && links.add(listed, Reason.CHANGED, 0, stat);
    if (!held && moved.size() < MAX_MOVED) {
      moved.add(listed);
    } else if (!held) {
      main.add(path);
    }
  }
}
