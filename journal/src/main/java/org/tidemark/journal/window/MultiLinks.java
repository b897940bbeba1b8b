package org.tidemark.journal.window;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * The changed inodes with several names, held back until it is known how many of their names are on
 * the list. At most {@link #MAX_NAMES} are held; beyond it names are listed at once as entries
 * whose other names are not known. One thread.
 */
final class MultiLinks {
  static final int MAX_NAMES = 200_000;

  private final Map<Inode, Names> inodes = new LinkedHashMap<>();
  private int held;

  /** Identity of a file on this host. */
  record Inode(long device, long number) {
    static Inode of(FileStat stat) {
      return new Inode(stat.device(), stat.inode());
    }
  }

  /** One inode's names that are to be listed; none if only an excluded name was met. */
  private static final class Names {
    private final int links;
    private final TreeMap<PathBytes, Entry> listed = new TreeMap<>();

    Names(int links) {
      this.links = links;
    }

    List<Entry> entries() {
      List<Entry> out = new ArrayList<>();
      for (Entry entry : listed.values()) {
        int known = Math.min(listed.size(), links);
        out.add(new Entry(entry.kind(), entry.path(), entry.reason(), links, known, entry.bits()));
      }
      return out;
    }
  }

  /** Holds a name back; false if there is no room. Adding a name again changes nothing. */
  boolean add(PathBytes path, Reason reason, int bits, FileStat stat) {
    if (!want(stat)) {
      return false;
    }
    Names names = inodes.get(Inode.of(stat));
    Entry entry = new Entry(EntryKind.OBJECT, path, reason, names.links, 0, bits);
    held += names.listed.putIfAbsent(path, entry) == null ? 1 : 0;
    return true;
  }

  /** The names of this inode are to be looked for, though none is on the list yet. */
  boolean want(FileStat stat) {
    if (held >= MAX_NAMES) {
      return false;
    }
    Inode inode = Inode.of(stat);
    if (!inodes.containsKey(inode)) {
      inodes.put(inode, new Names(stat.links()));
      held++;
    }
    return true;
  }

  boolean wants(FileStat stat) {
    return inodes.containsKey(Inode.of(stat));
  }

  /** Numbers of the inodes of which fewer names are listed than they have. */
  Set<Long> incomplete() {
    return inodes.entrySet().stream()
        .filter(inode -> inode.getValue().listed.size() < inode.getValue().links)
        .map(inode -> inode.getKey().number())
        .collect(Collectors.toSet());
  }

  /** All names of each inode together, the inodes in the order of their first change. */
  List<Entry> entries() {
    return inodes.values().stream().map(Names::entries).flatMap(Collection::stream).toList();
  }
}
