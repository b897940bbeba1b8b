package org.tidemark.journal.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.links.LinkHandles;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.LinkDirectory;
import org.tidemark.journal.store.LinkReader;
import org.tidemark.journal.store.LinkReader.LinkName;
import org.tidemark.journal.store.LinkWriter;
import org.tidemark.journal.store.LinkedFile;
import org.tidemark.journal.store.StoreException;

/**
 * Adds the names of changed files that the link index knows, after looking whether they lead there
 * still. Owned by the thread that makes a list.
 */
final class KnownLinks {
  private final Kernel kernel;
  private final JournalReader journal;
  private final LinkReader index;
  private final TreeLookup lookup;
  private final ListScope scope;
  private final MultiLinks links;
  private final HandleNames handles;
  private final Notes notes;
  private final LinkHandles own;

  KnownLinks(
      Kernel kernel,
      JournalReader journal,
      TreeLookup lookup,
      ListScope scope,
      MultiLinks links,
      Notes notes) {
    this.notes = notes;
    this.kernel = kernel;
    this.journal = journal;
    this.index = journal.links();
    this.lookup = lookup;
    this.scope = scope;
    this.links = links;
    handles = new HandleNames(kernel, lookup);
    own = new LinkHandles(kernel);
  }

  /** Adds all that is known; the inodes of which names may still be found by searching. */
  Set<MultiLinks.Inode> add() throws StoreException {
    try (handles) {
      boolean whole = isWhole(journal);
      addTouched(whole);
      Set<MultiLinks.Inode> left = new LinkedHashSet<>();
      for (MultiLinks.Inode inode : links.incomplete()) {
        addNames(inode);
        if (!links.isComplete(inode) && !(whole && liesElsewhere(inode))) {
          left.add(inode);
        }
      }
      return left;
    }
  }

  /** Nothing is still to be read, so that what was not found is not there. */
  static boolean isWhole(JournalReader journal) throws StoreException {
    long complete = journal.links().completeAt();
    return complete > 0
        && journal.links().scans().isEmpty()
        && journal.gapsAfter(complete).isEmpty();
  }

  /** Changed through names that are excluded, outside or gone: no row of the journal tells. */
  private void addTouched(boolean whole) throws StoreException {
    // One more than there is room for tells that there are more.
    for (LinkedFile file : index.touchedAfter(scope.base(), links.most() + 1)) {
      boolean unused = isNamed(file) ? links.want(lookup.stat()) : wantByIndex(file, whole);
    }
  }

  /** True if a name that is known leads to it: {@code lookup} has seen it then. */
  private boolean isNamed(LinkedFile file) throws StoreException {
    for (LinkName name : index.namesOf(file)) {
      for (PathBytes path : pathsOf(name)) {
        if (leadsTo(path, inode(file))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Where all names are known, it has none here, unless it is still searched for. Of a file with
   * one link no name is kept, so that nothing is known of where that one lies.
   */
  private boolean wantByIndex(LinkedFile file, boolean whole) throws StoreException {
    Optional<LinkReader.FileFacts> facts = index.factsOf(file);
    boolean search =
        facts.isPresent() && (facts.get().wanted() || facts.get().links() == 1 || !whole);
    return search && facts.get().links() > 0 && links.want(inode(file), facts.get().links());
  }

  private void addNames(MultiLinks.Inode inode) throws StoreException {
    Set<PathBytes> counted = new HashSet<>(links.listed(inode));
    for (LinkName name : index.namesOf(file(inode))) {
      for (PathBytes path : pathsOf(name)) {
        if (counted.add(scope.presentation().listed(path)) && leadsTo(path, inode)) {
          addName(path);
        }
      }
    }
  }

  /** One for which there is no room is not known, so that the file stays incomplete. */
  private void addName(PathBytes path) {
    PathBytes listed = scope.presentation().listed(path);
    if (scope.pathOf(path) == null || scope.excluded(path)) {
      links.addOther(listed, lookup.stat());
    } else if (!links.add(listed, Reason.OTHER_LINK, 0, lookup.stat())) {
      notes.add("more than " + links.most() + " names of linked files: not all are known");
    }
  }

  private boolean leadsTo(PathBytes path, MultiLinks.Inode inode) {
    return lookup.find(path).isFound() && MultiLinks.Inode.of(lookup.stat()).equals(inode);
  }

  /** Once for each root through which the directory can be reached. */
  private Set<PathBytes> pathsOf(LinkName name) {
    LinkDirectory directory = name.directory();
    Set<PathBytes> found = new LinkedHashSet<>();
    if (directory.hasHandle()) {
      for (Root root : scope.roots()) {
        if (lookup.anchorDevice(root.path()) == directory.filesystem() || root.nested()) {
          handles.directory(directory.handle(), root.path()).ifPresent(found::add);
        }
      }
    }
    if (found.isEmpty()) {
      // Where handles cannot be opened, or those of another mount are shown.
      found.add(directory.path());
    }
    Set<PathBytes> paths = new LinkedHashSet<>();
    found.forEach(path -> paths.add(path.child(name.name())));
    return paths;
  }

  private boolean liesElsewhere(MultiLinks.Inode inode) throws StoreException {
    Optional<LinkReader.FileFacts> facts = index.factsOf(file(inode));
    if (facts.isEmpty() || facts.get().wanted() || !isSameFile(facts.get(), inode)) {
      return false;
    }
    return links.addElsewhereIfComplete(inode, facts.get().elsewhere());
  }

  /** An inode number is used anew once its file is gone. */
  private boolean isSameFile(LinkReader.FileFacts facts, MultiLinks.Inode inode) {
    Optional<PathBytes> path = links.anyListed(inode);
    if (facts.handle() == null || path.isEmpty()) {
      return true;
    }
    byte[] handle = own.handleOf(path.get());
    return handle == null || Arrays.equals(handle, facts.handle());
  }

  /** Under a presented snapshot the same file has another device. */
  private LinkedFile file(MultiLinks.Inode inode) {
    return new LinkedFile(deviceOf(inode.device(), true), inode.number());
  }

  private MultiLinks.Inode inode(LinkedFile file) {
    return new MultiLinks.Inode(deviceOf(file.filesystem(), false), file.inode());
  }

  private long deviceOf(long device, boolean live) {
    PathBytes from = scope.presentation().from();
    if (from == null) {
      return device;
    }
    FileStat stat = new FileStat();
    boolean found = kernel.statx(Kernel.AT_FDCWD, from.bytes(), 0, stat) == 0;
    long presented = lookup.anchorDevice(from);
    long known = live ? presented : stat.device();
    return found && device == known ? (live ? stat.device() : presented) : device;
  }

  /** The names on the list that the index does not have, for keeping them. */
  List<Learned> learned(Set<MultiLinks.Inode> searched) throws StoreException {
    List<Learned> out = new ArrayList<>();
    if (scope.presentation().rewrites()) {
      return out;
    }
    for (MultiLinks.Inode inode : searched) {
      for (PathBytes path : links.listed(inode)) {
        Optional<LinkDirectory> directory = own.directory(path.parent());
        if (directory.isPresent()) {
          out.add(new Learned(file(inode), links.links(inode), directory.get(), path));
        }
      }
    }
    return out;
  }

  /** A name that leads to a file, as seen when a list was made. */
  record Learned(LinkedFile file, int links, LinkDirectory directory, PathBytes path) {
    void writeTo(LinkWriter out, byte[] handle) throws StoreException {
      out.put(file, directory, path.name());
      out.note(file, links, handle);
    }
  }
}
