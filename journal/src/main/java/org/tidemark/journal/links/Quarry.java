package org.tidemark.journal.links;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tidemark.journal.store.LinkReader.FileFacts;
import org.tidemark.journal.store.LinkWriter;
import org.tidemark.journal.store.LinkedFile;
import org.tidemark.journal.store.StoreException;

/** Files whose names are searched for, and what was found of them. Thread-safe. */
final class Quarry {
  private final Set<Long> inodes;

  @GuardedBy("this")
  private final Map<LinkedFile, Found> files = new HashMap<>();

  @GuardedBy("this")
  private int incomplete;

  @GuardedBy("this")
  private boolean failed;

  /** The links found of one file; a bind mount shows one under several paths. */
  private static final class Found {
    private final Set<LinkPlace> names = new HashSet<>();
    private int links;

    Found(int links) {
      this.links = links;
    }

    boolean isComplete() {
      return names.size() >= links;
    }
  }

  Quarry(List<FileFacts> wanted) {
    inodes = wanted.stream().map(facts -> facts.file().inode()).collect(Collectors.toSet());
    wanted.forEach(facts -> files.put(facts.file(), new Found(facts.links())));
    incomplete = files.size();
  }

  synchronized Set<LinkedFile> files() {
    return Set.copyOf(files.keySet());
  }

  boolean mayBe(long inode) {
    return inodes.contains(inode);
  }

  synchronized boolean wants(LinkedFile file) {
    return files.containsKey(file);
  }

  /**
   * Notes a link.
   *
   * @return true if its file is one of those searched for and the link is new
   */
  synchronized boolean found(LinkedFile file, int links, LinkPlace place) {
    Found known = files.get(file);
    if (known == null) {
      return false;
    }
    boolean before = known.isComplete();
    known.links = links;
    boolean added = known.names.add(place);
    incomplete += (known.isComplete() ? 0 : 1) - (before ? 0 : 1);
    return added;
  }

  /** Some directory could not be read: what was not found may be there. */
  synchronized void failed() {
    failed = true;
  }

  /** True if no name is missing any more. */
  synchronized boolean isComplete() {
    return incomplete == 0;
  }

  /** After everything was read: what was not found lies elsewhere. */
  synchronized void writeTo(LinkWriter out) throws StoreException {
    for (Map.Entry<LinkedFile, Found> file : files.entrySet()) {
      Found found = file.getValue();
      int elsewhere = failed ? 0 : Math.max(0, found.links - found.names.size());
      out.searched(file.getKey(), found.links, elsewhere);
    }
  }
}
