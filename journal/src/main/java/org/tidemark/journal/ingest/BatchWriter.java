package org.tidemark.journal.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.tidemark.journal.kernel.FileHandles;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.EventSink;
import org.tidemark.journal.source.EventSource;
import org.tidemark.journal.store.JournalStore.ChangeAppender;
import org.tidemark.journal.store.StoreException;

/**
 * Writes what is pending as rows: finds where each directory is now, leaves out what lies outside
 * the roots, is excluded, or is our own doing. Owned by the ingest thread.
 */
final class BatchWriter {
  /** One directory of a batch at one of its places. */
  private record Place(PathBytes path, Root root, boolean hasExcludedChild) {}

  /** Of a place and a number in one long, those that hold the number; an int has one more. */
  private static final int NUMBER_BITS = 31;

  private static final long LAST_PLACE = Long.MAX_VALUE >> NUMBER_BITS;
  private static final int WRITTEN = ChangeBits.CONTENT | ChangeBits.ATTRIBUTES;

  private final Kernel kernel;
  private final OwnChanges ownChanges;
  private final FileStat scratch = new FileStat();
  private final Map<PathBytes, Integer> pathBits = new LinkedHashMap<>();
  private final Map<PathBytes, Reason> pathReasons = new LinkedHashMap<>();
  private final Map<PathBytes, byte[]> pathHandles = new LinkedHashMap<>();
  private final List<PathBytes[]> renames = new ArrayList<>();
  private List<List<Place>> places = List.of();

  BatchWriter(Kernel kernel, OwnChanges ownChanges) {
    this.kernel = kernel;
    this.ownChanges = ownChanges;
  }

  /**
   * Adds a change that is known by its whole path.
   *
   * @param handle of the object; empty if not known
   */
  void add(PathBytes path, int bits, Reason reason, byte[] handle) {
    if (handle.length > 0) {
      pathHandles.merge(path, handle, BatchWriter::joined);
    }
    pathBits.merge(path, bits, (before, now) -> before | now);
    if (reason != Reason.CHANGED) {
      pathReasons.put(path, reason);
    }
  }

  private static byte[] joined(byte[] known, byte[] more) {
    byte[] all = Arrays.copyOf(more, more.length + known.length);
    System.arraycopy(known, 0, all, more.length, known.length);
    return Arrays.copyOf(all, Math.min(all.length, PendingChanges.MAX_HANDLES));
  }

  void addRename(PathBytes from, PathBytes to) {
    renames.add(new PathBytes[] {from, to});
  }

  boolean isEmpty() {
    return pathBits.isEmpty() && renames.isEmpty();
  }

  /** Number of changes known by their whole path. */
  int pathCount() {
    return pathBits.size() + renames.size();
  }

  /** Finds the places of all directories of the batch; sources may add changes meanwhile. */
  void resolve(
      PendingChanges pending, IntFunction<EventSource> sources, EventSink sink, List<Root> roots) {
    DirectoryNumbers directories = pending.directories();
    places = new ArrayList<>(directories.count());
    for (int number = 0; number < directories.count(); number++) {
      EventSource source = sources.apply(directories.source(number));
      places.add(
          source == null
              ? List.of()
              : placesOf(source.pathsOf(directories.sourceDirectory(number), sink), roots));
    }
  }

  /**
   * What was written through names that are not followed, or in directories that are gone, may have
   * gone to files with other names: a file stays open when it is linked to another name and its own
   * is removed.
   */
  void followObjects(PendingChanges pending, IntFunction<EventSource> sources, EventSink sink) {
    DirectoryNumbers directories = pending.directories();
    for (int entry = 0; entry < pending.count(); entry++) {
      int directory = pending.directory(entry);
      if (!pending.hasHandle(entry) || isFollowed(pending, entry)) {
        continue;
      }
      EventSource source = sources.apply(directories.source(directory));
      if (source != null) {
        for (byte[] handle : FileHandles.split(pending.handle(entry))) {
          source.follow(
              directories.sourceDirectory(directory), handle, WRITTEN & pending.bits(entry), sink);
        }
      }
    }
  }

  private boolean isFollowed(PendingChanges pending, int entry) {
    List<Place> at = places.get(pending.directory(entry));
    return !at.isEmpty() && at.stream().anyMatch(place -> !isOutside(place, pending.name(entry)));
  }

  /** Takes a name of the batch as it lies below a root. */
  interface PlaceVisitor {
    /**
     * @param name empty for the directory itself
     */
    void place(PathBytes directory, byte[] name);
  }

  /** Hands over the places of a name that are followed; none if it is excluded or outside. */
  void forPlaces(PendingChanges pending, int entry, PlaceVisitor visitor) {
    List<Place> at = places.get(pending.directory(entry));
    if (at.isEmpty()) {
      return;
    }
    byte[] name = pending.name(entry);
    for (Place place : at) {
      if (!isOutside(place, name)) {
        visitor.place(place.path(), name);
      }
    }
  }

  /** Hands over the directories of which names were folded away. */
  void forFolded(PendingChanges pending, Consumer<PathBytes> taker) {
    for (int number = 0; number < places.size(); number++) {
      if (pending.directories().flags(number) != 0) {
        places.get(number).forEach(place -> taker.accept(place.path()));
      }
    }
  }

  /** Hands over the trees that were told by their whole path. */
  void forTrees(Consumer<PathBytes> taker) {
    int tree = ChangeBits.SUBTREE | ChangeBits.CONTENTS;
    pathBits.forEach(
        (path, bits) -> {
          if ((bits & tree) != 0) {
            taker.accept(path);
          }
        });
  }

  /** Where the directory that came to that path was before, if that is followed too. */
  List<PathBytes> originsOf(PathBytes path, List<Root> roots) {
    return renames.stream()
        .filter(rename -> rename[1].equals(path))
        .map(rename -> rename[0])
        .filter(from -> roots.stream().anyMatch(root -> root.covers(from)))
        .toList();
  }

  private static List<Place> placesOf(List<PathBytes> paths, List<Root> roots) {
    List<Place> found = new ArrayList<>(1);
    for (PathBytes path : paths) {
      for (Root root : roots) {
        if (root.covers(path)) {
          found.add(new Place(path, root, hasExcludedChild(root, path)));
          break;
        }
        if (path.equals(root.path().parent())) {
          found.add(new Place(path, root, true));
        }
      }
    }
    return found;
  }

  private static boolean hasExcludedChild(Root root, PathBytes directory) {
    for (PathBytes excluded : root.exclusions().paths()) {
      if (excluded.isUnder(directory) && excluded.parent().equals(directory)) {
        return true;
      }
    }
    return false;
  }

  /** Writes everything; may be called again after a failure. */
  void writeTo(PendingChanges pending, List<Root> roots, ChangeAppender out) throws StoreException {
    EntryGroups groups = EntryGroups.of(pending);
    for (long placed : inStoreOrder(out)) {
      writeDirectory(pending, (int) placed & Integer.MAX_VALUE, groups, out);
    }
    for (Map.Entry<PathBytes, Integer> change : pathBits.entrySet()) {
      writePath(change.getKey(), change.getValue(), roots, out);
    }
    for (PathBytes[] rename : renames) {
      out.renamed(rename[0], rename[1]);
    }
  }

  /**
   * Numbers of the directories, in their low bits, as their rows lie in the store: a batch then
   * goes through the store's pages once, from one end to the other.
   */
  private long[] inStoreOrder(ChangeAppender out) throws StoreException {
    long[] order = new long[places.size()];
    for (int number = 0; number < order.length; number++) {
      List<Place> at = places.get(number);
      long place = at.isEmpty() ? 0 : Math.min(out.placeOf(at.get(0).path()), LAST_PLACE);
      order[number] = place << NUMBER_BITS | number;
    }
    Arrays.sort(order);
    return order;
  }

  private void writeDirectory(
      PendingChanges pending, int number, EntryGroups groups, ChangeAppender out)
      throws StoreException {
    writeFolded(pending.directories().flags(number), places.get(number), out);
    for (Place place : places.get(number)) {
      for (int at = groups.begin(number); at < groups.end(number); at++) {
        writeEntry(pending, groups.entry(at), place, out);
      }
    }
  }

  private static void writeFolded(int flags, List<Place> at, ChangeAppender out)
      throws StoreException {
    if (flags == 0) {
      return;
    }
    for (Place place : at) {
      int bits = flags | ChangeBits.DIRECTORY;
      if (place.path().isUnder(place.root().path())) {
        out.change(place.path().parent(), place.path().name(), bits, Reason.COLLAPSED, null);
      }
    }
  }

  private void writeEntry(PendingChanges pending, int entry, Place place, ChangeAppender out)
      throws StoreException {
    byte[] name = pending.name(entry);
    if (isOutside(place, name) || isOwn(place, name, pending.bits(entry))) {
      return;
    }
    int bits = complete(pending.bits(entry) & ~ChangeBits.BY_OTHERS);
    Reason reason = reasonOf(bits);
    if (name.length == 0) {
      out.change(place.path().parent(), place.path().name(), bits, reason, pending.handle(entry));
    } else {
      out.change(place.path(), name, bits, reason, pending.handle(entry));
    }
  }

  /** Created and removed have no order in a batch: such a directory may be another one now. */
  private static int complete(int bits) {
    boolean directory = ChangeBits.has(bits, ChangeBits.DIRECTORY);
    boolean another =
        directory
            && ChangeBits.has(bits, ChangeBits.CREATED)
            && ChangeBits.has(bits, ChangeBits.REMOVED);
    boolean moved = directory && ChangeBits.has(bits, ChangeBits.MOVED_IN);
    return another || moved ? bits | ChangeBits.SUBTREE : bits;
  }

  private static Reason reasonOf(int bits) {
    if (!ChangeBits.has(bits, ChangeBits.SUBTREE)) {
      return Reason.CHANGED;
    }
    if (ChangeBits.has(bits, ChangeBits.MOVED_IN)) {
      return Reason.MOVED_IN;
    }
    return ChangeBits.has(bits, ChangeBits.REMOVED) ? Reason.RECREATED : Reason.CREATED;
  }

  private static boolean isOutside(Place place, byte[] name) {
    if (!place.path().isUnder(place.root().path())) {
      // The directory above a root: only the root's own name counts.
      return !Arrays.equals(name, place.root().path().name());
    }
    return place.root().exclusions().excludesName(name, 0, name.length)
        || (place.hasExcludedChild() && !place.root().covers(place.path().child(name)));
  }

  /** Not what another process is known to have done, in the moment before ours or after it. */
  private boolean isOwn(Place place, byte[] name, int bits) {
    return (bits & ~ChangeBits.DIRECTORY) == ChangeBits.ATTRIBUTES
        && !ownChanges.isEmpty()
        && ownChanges.isOurs(kernel, place.path().child(name), scratch);
  }

  private void writePath(PathBytes path, int bits, List<Root> roots, ChangeAppender out)
      throws StoreException {
    for (Root root : roots) {
      if (root.covers(path)) {
        Reason reason = pathReasons.getOrDefault(path, Reason.CHANGED);
        out.change(path.parent(), path.name(), complete(bits), reason, pathHandles.get(path));
        return;
      }
      if (root.path().isUnder(path) && ChangeBits.has(bits, ChangeBits.SUBTREE)) {
        PathBytes top = root.path();
        out.change(top.parent(), top.name(), bits, Reason.ANCESTOR_CHANGED, null);
      }
    }
  }

  /** Some of the newest names of the batch; of those with several paths the first. */
  List<PathBytes> sample(PendingChanges pending, int most) {
    List<PathBytes> names = new ArrayList<>(most);
    int last = pending.count() - 1;
    for (int entry = last; entry > Math.max(-1, last - most); entry--) {
      List<Place> at = places.get(pending.directory(entry));
      if (!at.isEmpty() && !isOutside(at.get(0), pending.name(entry))) {
        PathBytes directory = at.get(0).path();
        byte[] name = pending.name(entry);
        names.add(name.length == 0 ? directory : directory.child(name));
      }
    }
    return names;
  }

  /** The batch is in the store. */
  void clear() {
    pathBits.clear();
    pathReasons.clear();
    pathHandles.clear();
    renames.clear();
    places = List.of();
  }
}
