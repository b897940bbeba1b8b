package org.tidemark.journal.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.FileHandles;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.links.LinkFilter;
import org.tidemark.journal.links.LinkHandles;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.EventSink;
import org.tidemark.journal.source.EventSource;
import org.tidemark.journal.store.LinkDirectory;
import org.tidemark.journal.store.LinkWriter;
import org.tidemark.journal.store.LinkedFile;
import org.tidemark.journal.store.StoreException;

/**
 * Keeps the index of linked files up with each batch of events. A name is looked at only if
 * something speaks for a linked file: it was told that one got a link, or a name of one came or
 * went. Owned by the ingest thread.
 */
final class LinkTracker {
  private static final int COMES_OR_GOES =
      ChangeBits.CREATED | ChangeBits.MOVED_IN | ChangeBits.REMOVED;

  /** Told files and strays that one batch may hold; beyond it every root is read again. */
  private static final int MOST = 200_000;

  private final Kernel kernel;
  private final LinkHandles handles;
  private final FileStat stat = new FileStat();
  private final LinkEvidence evidence = new LinkEvidence();

  /** Of sources that do not tell which file a name led to when it came. */
  private final RecentArrivals recent = new RecentArrivals();

  /** Null until it is filled: then everything may be the name of a linked file. */
  private @Nullable LinkFilter filter;

  private final List<byte[]> addedMeanwhile = new ArrayList<>();
  private boolean searching;
  private boolean lostTrack;

  // Of the present batch.
  private final List<Integer> names = new ArrayList<>();

  /** Those of them whose source does not tell which file was changed through them. */
  private final Set<Integer> untold = new HashSet<>();

  private final Set<LinkedFile> strays = new LinkedHashSet<>();
  private final Set<PathBytes> trees = new LinkedHashSet<>();
  private final Map<PathBytes, Optional<LinkDirectory>> directories = new HashMap<>();
  private boolean strayTold;
  private boolean displaced;

  LinkTracker(Kernel kernel) {
    this.kernel = kernel;
    this.handles = new LinkHandles(kernel);
  }

  // --- what is known from outside ---------------------------------------------------------------

  /** From now on it is asked before the database is. */
  void use(LinkFilter filled) {
    filter = filled;
    addedMeanwhile.forEach(filled::add);
    addedMeanwhile.clear();
  }

  /** While a search goes on, every renamed name is looked at: it may go by where that has been. */
  void searching(boolean now) {
    searching = now;
  }

  /** As {@link EventSink#linked}. */
  void linked(long device, long inode, int links, byte[] handle) {
    if (evidence.files().size() + strays.size() >= MOST) {
      lostTrack = true;
      return;
    }
    LinkedFile file = new LinkedFile(device, inode);
    if (strayTold) {
      strays.add(file);
    }
    if (links > 1 || mayHold(handle)) {
      evidence.add(file, links, handle);
    }
  }

  private boolean mayHold(byte[] key) {
    return filter == null || filter.mayHold(key, 0, key.length);
  }

  /** A name or handle that came to the index, from wherever. */
  void added(byte[] key) {
    if (filter == null) {
      addedMeanwhile.add(key);
    } else {
      filter.add(key);
    }
  }

  // --- a batch ----------------------------------------------------------------------------------

  /**
   * Finds what of the batch concerns linked files.
   *
   * @return false if nothing does, as in most batches
   */
  boolean examine(
      PendingChanges pending,
      BatchWriter batch,
      IntFunction<EventSource> sources,
      EventSink sink,
      List<Root> roots) {
    names.clear();
    untold.clear();
    trees.clear();
    for (int entry = 0; entry < pending.count(); entry++) {
      if (mayBeFile(pending.bits(entry)) && isOfInterest(pending, entry, sources)) {
        names.add(entry);
        if (!tellsLinks(pending, entry, sources)) {
          untold.add(entry);
        }
        noteArrival(pending, entry, batch, sources);
      }
      if (pending.hasHandle(entry) && mayBeStray(pending, entry)) {
        askForStrays(pending, entry, batch, sources, sink);
      }
    }
    examineDirectories(pending, batch, roots);
    batch.forFolded(pending, trees::add);
    batch.forTrees(trees::add);
    if (lostTrack) {
      roots.forEach(root -> trees.add(root.path()));
    }
    return !(names.isEmpty() && trees.isEmpty() && evidence.files().isEmpty() && strays.isEmpty());
  }

  /** A file may have come to where a directory was: the bits of both are merged. */
  private static boolean mayBeFile(int bits) {
    return !ChangeBits.has(bits, ChangeBits.DIRECTORY) || ChangeBits.has(bits, ChangeBits.REMOVED);
  }

  private boolean isOfInterest(
      PendingChanges pending, int entry, IntFunction<EventSource> sources) {
    int bits = pending.bits(entry);
    if ((bits & COMES_OR_GOES) == 0) {
      return false;
    }
    boolean moved = ChangeBits.has(bits, ChangeBits.MOVED_IN);
    boolean created = ChangeBits.has(bits, ChangeBits.CREATED);
    return (moved && (searching || !tellsLinks(pending, entry, sources)))
        || (created && mayBeLink(pending, entry, sources))
        || filter == null
        || pending.isNameIn(entry, filter);
  }

  /** A new file is written to, a new link is not: only then it has a handle. */
  private boolean mayBeLink(PendingChanges pending, int entry, IntFunction<EventSource> sources) {
    if (pending.hasHandle(entry)) {
      return evidence.anyLinked()
          && FileHandles.split(pending.handle(entry)).stream().anyMatch(evidence::isLinked);
    }
    return evidence.anyLinked() || !tellsLinks(pending, entry, sources);
  }

  /** Where the kernel does not tell, a name that came may be a link that was made outside. */
  private static boolean tellsLinks(
      PendingChanges pending, int entry, IntFunction<EventSource> sources) {
    EventSource source = sources.apply(pending.directories().source(pending.directory(entry)));
    return source == null || source.tellsLinks();
  }

  private void noteArrival(
      PendingChanges pending, int entry, BatchWriter batch, IntFunction<EventSource> sources) {
    int came = ChangeBits.CREATED | ChangeBits.MOVED_IN;
    if ((pending.bits(entry) & came) != 0 && !tellsLinks(pending, entry, sources)) {
      batch.forPlaces(pending, entry, (directory, name) -> recent.add(directory));
    }
  }

  private void examineDirectories(PendingChanges pending, BatchWriter batch, List<Root> roots) {
    int arrived = ChangeBits.MOVED_IN | ChangeBits.SUBTREE | ChangeBits.CONTENTS;
    for (int entry = 0; entry < pending.count(); entry++) {
      int bits = pending.bits(entry);
      if (ChangeBits.has(bits, ChangeBits.DIRECTORY) && (bits & arrived) != 0) {
        batch.forPlaces(
            pending,
            entry,
            (directory, name) ->
                examineDirectory(
                    name.length == 0 ? directory : directory.child(name), batch, roots));
      }
    }
  }

  /** What lies in a directory that came from where nobody looks was told by no event. */
  private void examineDirectory(PathBytes path, BatchWriter batch, List<Root> roots) {
    List<PathBytes> origins = batch.originsOf(path, roots);
    if (origins.stream().anyMatch(recent::anyUnder)) {
      // Names may have been looked for where the directory was no more.
      trees.add(path);
      recent.add(path);
    } else if (searching || origins.isEmpty() || handles.handleOf(path) == null) {
      trees.add(path);
    }
  }

  private boolean mayBeStray(PendingChanges pending, int entry) {
    return filter == null
        ? pending.bits(entry) != 0
        : FileHandles.split(pending.handle(entry)).stream().anyMatch(this::mayHold);
  }

  /** Changed through a name that is excluded or outside: other names may be neither. */
  private void askForStrays(
      PendingChanges pending,
      int entry,
      BatchWriter batch,
      IntFunction<EventSource> sources,
      EventSink sink) {
    boolean[] inside = new boolean[1];
    batch.forPlaces(pending, entry, (directory, name) -> inside[0] = true);
    EventSource source = sources.apply(pending.directories().source(pending.directory(entry)));
    if (inside[0] || source == null) {
      return;
    }
    strayTold = true;
    for (byte[] handle : FileHandles.split(pending.handle(entry))) {
      if (mayHold(handle)) {
        source.tellLinks(handle, sink);
      }
    }
    strayTold = false;
  }

  /** Writes what {@link #examine} found; may be called again after a failure. */
  void writeTo(PendingChanges pending, BatchWriter batch, LinkWriter out) throws StoreException {
    directories.clear();
    displaced = false;
    Set<Integer> looked = new HashSet<>(names);
    for (int entry : names) {
      look(pending, entry, batch, out);
    }
    for (int entry = 0; displaced && entry < pending.count(); entry++) {
      int bits = pending.bits(entry);
      boolean moved = ChangeBits.has(bits, ChangeBits.MOVED_IN) && mayBeFile(bits);
      if (moved && !looked.contains(entry)) {
        look(pending, entry, batch, out);
      }
    }
    for (Map.Entry<LinkedFile, LinkEvidence.Told> told : evidence.files().entrySet()) {
      out.note(told.getKey(), told.getValue().links(), told.getValue().handle());
    }
    for (LinkedFile file : strays) {
      out.touched(file);
    }
    for (PathBytes tree : trees) {
      out.scan(tree);
    }
  }

  private void look(PendingChanges pending, int entry, BatchWriter batch, LinkWriter out)
      throws StoreException {
    List<PathBytes> paths = new ArrayList<>(1);
    batch.forPlaces(pending, entry, (directory, name) -> paths.add(directory.child(name)));
    for (PathBytes path : paths) {
      look(path, untold.contains(entry), out);
    }
  }

  /**
   * @param untold whether a file that had that name may have been changed through it
   */
  private void look(PathBytes path, boolean untold, LinkWriter out) throws StoreException {
    Optional<LinkDirectory> directory =
        directories.computeIfAbsent(path.parent(), handles::directory);
    if (directory.isEmpty()) {
      return;
    }
    byte[] name = path.name();
    int result = kernel.statx(Kernel.AT_FDCWD, path.bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat);
    if (result == 0 && !stat.isDirectory() && stat.links() > 1) {
      LinkedFile file = new LinkedFile(stat.device(), stat.inode());
      Optional<LinkedFile> before = out.fileAt(directory.get(), name);
      boolean another = before.isPresent() && !before.get().equals(file);
      displaced |= another;
      out.put(file, directory.get(), name);
      if (another && untold) {
        out.lostName(before.get());
      }
      evidence.add(file, stat.links(), handleIfNew(file, path, out));
    } else {
      // A link that was renamed within the batch is gone before it was ever known.
      displaced |= result < 0;
      noteLastLink(result, out);
      if (filter == null || filter.mayHold(name, 0, name.length)) {
        drop(directory.get(), name, untold, out);
      }
    }
  }

  /** No name of a file with one link is kept, so that none may be counted either. */
  private void noteLastLink(int result, LinkWriter out) throws StoreException {
    LinkedFile file = new LinkedFile(stat.device(), stat.inode());
    if (result == 0 && !stat.isDirectory() && out.knows(file)) {
      evidence.add(file, stat.links(), null);
    }
  }

  private void drop(LinkDirectory directory, byte[] name, boolean untold, LinkWriter out)
      throws StoreException {
    Optional<LinkedFile> file = out.fileAt(directory, name);
    if (file.isPresent()) {
      displaced = true;
      out.remove(directory, name);
      if (untold) {
        out.lostName(file.get());
      }
    }
  }

  /** An event may have told it already; one call for each file that is new to the index. */
  private byte @Nullable [] handleIfNew(LinkedFile file, PathBytes path, LinkWriter out)
      throws StoreException {
    return evidence.has(file) || out.knows(file) ? null : handles.handleOf(path);
  }

  void endBatch() {
    evidence.endBatch();
    recent.endBatch();
    strays.clear();
    names.clear();
    untold.clear();
    trees.clear();
    directories.clear();
    lostTrack = false;
  }
}
