package org.tidemark.journal.window;

import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.links.LinkFilter;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.LinkedFile;
import org.tidemark.journal.store.StoreException;

/**
 * Looks out for linked files among the names below a directory that moved in: a backup that
 * compares that tree alone would make files of their own of them. Only what the index knows as
 * linked is looked at, if it is whole. Owned by the thread that makes a list.
 */
final class LinksBelow implements AutoCloseable {
  /** Beyond so many names the whole index is read once, instead of a row for each. */
  private static final int ONE_BY_ONE = 4_000;

  private final ListFile.ReaderSupply journal;
  private final ListScope scope;
  private final TreeLookup lookup;
  private final MultiLinks links;
  private int asked;

  /** Null before the first name, and if every file has to be looked at. */
  private @Nullable JournalReader index;

  /** Null while names are asked for one by one. */
  private @Nullable LinkFilter filter;

  LinksBelow(ListFile.ReaderSupply journal, ListScope scope, TreeLookup lookup, MultiLinks links) {
    this.journal = journal;
    this.scope = scope;
    this.lookup = lookup;
    this.links = links;
  }

  /**
   * A name below a listed directory.
   *
   * @param type {@code d_type}
   */
  void met(PathBytes path, int type, long inode) {
    if (type == DirectoryEntries.TYPE_DIRECTORY || !mayBeLinked(path, inode)) {
      return;
    }
    if (lookup.find(path).isFound()) {
      FileStat stat = lookup.stat();
      // Without room for it the list covers everything.
      boolean unused = !stat.isDirectory() && stat.links() > 1 && links.want(stat);
    }
  }

  private boolean mayBeLinked(PathBytes path, long inode) {
    try {
      if (asked++ == 0) {
        openIfWhole();
      }
      return index == null || isKnown(index, path, inode);
    } catch (TidemarkException e) {
      // To look at every file costs more and misses nothing.
      close();
      return true;
    }
  }

  private void openIfWhole() throws TidemarkException {
    index = journal.open();
    if (!KnownLinks.isWhole(index)) {
      close();
    }
  }

  private boolean isKnown(JournalReader known, PathBytes path, long inode) throws StoreException {
    if (filter != null) {
      return filter.mayHold(inode);
    }
    // Of a mount below, or of a snapshot that is presented, the device is not known here.
    boolean oneDevice = !lookup.nested(path) && !scope.presentation().rewrites();
    if (oneDevice && asked <= ONE_BY_ONE) {
      return known.links().factsOf(new LinkedFile(lookup.anchorDevice(path), inode)).isPresent();
    }
    LinkFilter all = new LinkFilter(known.links().totals().files());
    known.links().inodes(all::add);
    filter = all;
    return all.mayHold(inode);
  }

  @Override
  public void close() {
    if (index != null) {
      index.close();
      index = null;
    }
  }
}
