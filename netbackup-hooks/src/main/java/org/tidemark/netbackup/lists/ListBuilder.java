package org.tidemark.netbackup.lists;

import java.io.IOException;
import java.util.List;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.list.StoredListReader;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;

/**
 * Turns a list of changes into the entries of an include list. A directory becomes an entry only if
 * all below it is meant, or if nothing is in it; its own attributes travel in the manifest. Used
 * once, by one thread.
 */
public final class ListBuilder {
  /** Beyond so many times the length of a list, folding is not tried. */
  private static final int FOLDABLE = 5;

  private final ListSettings settings;
  private final Trees trees;
  private final Gathered found = new Gathered();
  private final Borders borders;
  private final Placement placement;
  private final TreeCover cover;
  private PathBytes lastEmptied = PathBytes.ROOT;
  private long vanished;
  private long sockets;

  public ListBuilder(ListSettings settings, Kernel kernel) {
    this.settings = settings;
    trees = new Trees(kernel);
    placement = new Placement(settings, trees, found);
    borders = new Borders(settings.scope(), trees);
    cover = new TreeCover(settings.scope(), trees, placement, borders, found);
  }

  /**
   * Makes the list.
   *
   * @throws IOException if the list is cut short, or something in the trees cannot be read: there
   *     is no list then
   */
  public BuiltList build(StoredListReader changes) throws IOException {
    if (changes.header().level() == Level.FULL && !settings.walks()) {
      return BuiltList.refused(
          false, "there is no base yet: " + String.join("; ", changes.header().notes()));
    }
    changes.header().notes().forEach(found::note);
    for (Entry entry = changes.next(); entry != null; entry = changes.next()) {
      if (entry.reason().isGap() && !settings.walks()) {
        return BuiltList.refused(true, entry.path() + ": " + entry.reason().text());
      }
      add(entry);
      if (found.size() / FOLDABLE > settings.maximumEntries()) {
        return tooLong(found.size() + " and more");
      }
    }
    return finished();
  }

  private void add(Entry entry) throws IOException {
    switch (entry.kind()) {
      case OBJECT -> object(entry);
      case CONTENTS -> contents(entry.path());
      case SUBTREE -> subtree(entry.path());
      // The manifest tells what is gone.
      case REMOVED -> emptied(entry.path().parent());
    }
  }

  /**
   * A list before may have left this directory out because something was in it, and that may have
   * gone before it was read: then no image has the directory.
   */
  private void emptied(PathBytes directory) throws IOException {
    if (!directory.equals(lastEmptied) && !settings.scope().isTopOrAbove(directory)) {
      lastEmptied = directory;
      byKind(directory, this::directory);
    }
  }

  private void object(Entry entry) throws IOException {
    if (ChangeBits.has(entry.bits(), ChangeBits.SOCKET)) {
      sockets++;
      emptied(entry.path().parent());
    } else if (ChangeBits.has(entry.bits(), ChangeBits.BLOCK_DEVICE)) {
      placement.device(entry.path());
    } else {
      byKind(entry.path(), this::directory);
    }
  }

  /** What is done with a directory. */
  private interface DirectoryTask {
    void run(PathBytes directory) throws IOException;
  }

  /** What cannot be looked at is not saved, and must not keep the rest from being saved. */
  private void byKind(PathBytes path, DirectoryTask ofDirectory) throws IOException {
    try {
      place(path, ofDirectory);
    } catch (KernelException e) {
      found.pending().add(path);
      found.note("not saved, since it cannot be looked at: " + path + ": " + e.getMessage());
    }
  }

  private void place(PathBytes path, DirectoryTask ofDirectory) throws IOException {
    switch (trees.kind(path)) {
      case MISSING -> vanished++;
      case DIRECTORY -> ofDirectory.run(path);
      case DEVICE -> placement.device(path);
      case SOCKET -> sockets++;
      case FILE -> placement.name(path);
    }
  }

  /** Of what lies in it, a directory that is not empty is made again when a name is restored. */
  private void directory(PathBytes directory) throws KernelException {
    Holds holds = new Holds();
    trees.children(
        directory,
        (name, kind) -> {
          PathBytes child = directory.child(name);
          holds.see(child, kind, settings.scope().excludes(child));
          return !holds.something;
        });
    asItself(directory, holds);
  }

  private void asItself(PathBytes directory, Holds holds) throws KernelException {
    if (!holds.something && holds.excluded) {
      placement.onlyExcluded(directory);
    } else if (!holds.something) {
      placement.tree(directory);
    }
  }

  /** What a directory holds, as far as it matters. */
  private static final class Holds {
    private boolean something;
    private boolean excluded;

    void see(PathBytes child, Trees.Kind kind, boolean isExcluded) {
      excluded |= isExcluded;
      something |= !isExcluded && ListLine.isEverSaved(child, kind);
    }
  }

  private void contents(PathBytes path) throws IOException {
    byKind(path, this::oneLevel);
  }

  /** Its names that are no directories, one by one: as an entry it would be its whole subtree. */
  private void oneLevel(PathBytes directory) throws KernelException {
    Holds holds = new Holds();
    trees.children(
        directory,
        (name, kind) -> {
          PathBytes child = directory.child(name);
          boolean excluded = settings.scope().excludes(child);
          holds.see(child, kind, excluded);
          if (kind == Trees.Kind.DEVICE && !excluded) {
            placement.device(child);
          } else if (kind == Trees.Kind.FILE && !excluded) {
            placement.name(child);
          }
          return true;
        });
    asItself(directory, holds);
  }

  private void subtree(PathBytes path) throws IOException {
    byKind(path, cover::add);
  }

  private BuiltList finished() throws IOException {
    for (PathBytes sentinel : settings.sentinels()) {
      placement.name(sentinel);
    }
    new LinkedNames(trees, found).bringTogether();
    List<PathBytes> entries = found.entries(borders);
    if (entries.size() > settings.maximumEntries()) {
      new Folding(settings.scope(), trees, found).shorten(settings.maximumEntries());
      entries = found.entries(borders);
    }
    if (entries.size() > settings.maximumEntries()) {
      return tooLong(String.valueOf(entries.size()));
    }
    if (vanished + sockets > 0) {
      found.note(vanished + " names are gone again, " + sockets + " are sockets");
    }
    return found.built(entries);
  }

  private BuiltList tooLong(String entries) throws IOException {
    if (!settings.walks()) {
      return BuiltList.refused(
          false,
          "the list would have "
              + entries
              + " entries, and "
              + settings.maximumEntries()
              + " are allowed");
    }
    Gathered whole = new Gathered();
    Placement wholePlacement = new Placement(settings, trees, whole);
    for (PathBytes sentinel : settings.sentinels()) {
      wholePlacement.name(sentinel);
    }
    TreeCover wholeCover = new TreeCover(settings.scope(), trees, wholePlacement, borders, whole);
    for (PathBytes top : settings.scope().tops()) {
      wholeCover.add(top);
    }
    whole.note("all is walked, since a list would have " + entries + " entries");
    return whole.built(whole.entries(borders));
  }
}
