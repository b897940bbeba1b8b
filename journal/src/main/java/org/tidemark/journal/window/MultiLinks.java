package org.tidemark.journal.window;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.links.LinkPlace;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * The changed inodes with several names, held back until it is known how many of their names are on
 * the list. At most so many are held, {@link #room} usually; beyond it names are listed at once as
 * entries whose other names are not known. One thread.
 */
final class MultiLinks {
  private static final int BYTES_EACH = 500;

  private final Aliases aliases;
  private final int most;
  private final Map<Inode, Names> inodes = new LinkedHashMap<>();
  private int held;
  private boolean overflowed;

  /**
   * @param most names and inodes that are held
   */
  MultiLinks(Aliases aliases, int most) {
    this.aliases = aliases;
    this.most = most;
  }

  /** As many as take a quarter of the heap. */
  static int room() {
    long names = Runtime.getRuntime().maxMemory() / 4 / BYTES_EACH;
    return (int) Math.min(names, Integer.MAX_VALUE / 2);
  }

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

    /** Links whose names are known and not on the list: excluded, of other paths, not watched. */
    private int others;

    /** Links with a name on the list: fewer than names if two paths lead to one. */
    private int listedLinks;

    /** The links that are counted; null until two paths may be one. */
    private @Nullable Set<LinkPlace> places;

    Names(int links) {
      this.links = links;
    }

    boolean isComplete() {
      return listedLinks + others >= links;
    }

    /** True if no path of that link was counted before; what is mounted on a path is no link. */
    boolean isNew(PathBytes path, boolean mounted, Aliases aliases) {
      if (mounted || !aliases.arePossible()) {
        return !mounted;
      }
      if (places == null) {
        places = new HashSet<>();
      }
      return places.add(aliases.placeOf(path));
    }

    boolean isSocket() {
      return listed.values().stream()
          .anyMatch(entry -> ChangeBits.has(entry.bits(), ChangeBits.SOCKET));
    }

    List<Entry> entries() {
      List<Entry> out = new ArrayList<>();
      for (Entry entry : listed.values()) {
        int known = Math.min(listedLinks, links);
        out.add(new Entry(entry.kind(), entry.path(), entry.reason(), links, known, entry.bits()));
      }
      return out;
    }
  }

  /**
   * Holds a name back; false if there is no room: then nothing tells of the file's other names but
   * {@link #overflowed}. Adding a name again changes nothing.
   */
  boolean add(PathBytes path, Reason reason, int bits, FileStat stat) {
    if (!want(stat)) {
      return false;
    }
    Names names = inodes.get(Inode.of(stat));
    Entry entry = new Entry(EntryKind.OBJECT, path, reason, names.links, 0, bits);
    if (names.listed.putIfAbsent(path, entry) == null) {
      held++;
      names.listedLinks += names.isNew(path, stat.isMountRoot(), aliases) ? 1 : 0;
    }
    return true;
  }

  /**
   * The names of this inode are to be looked for, though none is on the list yet. False if there is
   * no room: then nothing tells of that file but {@link #overflowed}.
   */
  boolean want(FileStat stat) {
    return want(Inode.of(stat), stat.links());
  }

  boolean want(Inode inode, int links) {
    boolean held = hold(inode, links);
    overflowed |= !held;
    return held;
  }

  /** True if some name of a changed file is not on the list, for want of room. */
  boolean overflowed() {
    return overflowed;
  }

  /** How many names and inodes are held at most. */
  int most() {
    return most;
  }

  private boolean hold(Inode inode, int links) {
    if (held >= most) {
      return false;
    }
    if (!inodes.containsKey(inode)) {
      inodes.put(inode, new Names(links));
      held++;
    }
    return true;
  }

  /**
   * A name of a held inode that does not belong on the list.
   *
   * @param path as it would be listed
   */
  void addOther(PathBytes path, FileStat stat) {
    Names names = inodes.get(Inode.of(stat));
    names.others += names.isNew(path, stat.isMountRoot(), aliases) ? 1 : 0;
  }

  /**
   * So many links of a held inode were once found to lie elsewhere. Counts them, and is true, only
   * if no link is unknown then: a count that is not up to date must not end a search too early.
   */
  boolean addElsewhereIfComplete(Inode inode, int count) {
    Names names = inodes.get(inode);
    boolean complete = names.listedLinks + names.others + count >= names.links;
    names.others += complete ? count : 0;
    return complete;
  }

  boolean wants(FileStat stat) {
    return inodes.containsKey(Inode.of(stat));
  }

  boolean isComplete(Inode inode) {
    return inodes.get(inode).isComplete();
  }

  /** {@code st_nlink} of the inode. */
  int links(Inode inode) {
    return inodes.get(inode).links;
  }

  /** A name of the inode that is on the list; empty if none is. */
  Optional<PathBytes> anyListed(Inode inode) {
    TreeMap<PathBytes, Entry> listed = inodes.get(inode).listed;
    return listed.isEmpty() ? Optional.empty() : Optional.of(listed.firstKey());
  }

  /** The names of the inode that are on the list; a copy. */
  List<PathBytes> listed(Inode inode) {
    return List.copyOf(inodes.get(inode).listed.keySet());
  }

  /** The names that are on the list of each inode that has more than one there; of no socket. */
  List<List<PathBytes>> listedTogether() {
    return inodes.values().stream()
        .filter(names -> names.listed.size() > 1 && !names.isSocket())
        .map(names -> List.copyOf(names.listed.keySet()))
        .toList();
  }

  /** The inodes of which fewer names are known than they have; a copy. */
  Set<Inode> incomplete() {
    return inodes.entrySet().stream()
        .filter(inode -> !inode.getValue().isComplete())
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** How many files have names that are not on the list. */
  long partlyListed() {
    return inodes.values().stream()
        .filter(names -> !names.listed.isEmpty() && names.listedLinks < names.links)
        .count();
  }

  /** All names of each inode together, the inodes in the order of their first change. */
  List<Entry> entries() {
    return inodes.values().stream().map(Names::entries).flatMap(Collection::stream).toList();
  }
}
