package org.tidemark.journal.window;

import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.links.LinkFilter;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;

/**
 * Looks out for linked files among the names below a directory that moved in: a backup that
 * compares that tree alone would make files of their own of them. Only what the index knows as
 * linked is looked at, if it is whole. Owned by the thread that makes a list.
 */
final class LinksBelow {
  private final ListFile.ReaderSupply journal;
  private final TreeLookup lookup;
  private final MultiLinks links;
  private boolean asked;

  /** Null if every file has to be looked at. */
  private @Nullable LinkFilter filter;

  LinksBelow(ListFile.ReaderSupply journal, TreeLookup lookup, MultiLinks links) {
    this.journal = journal;
    this.lookup = lookup;
    this.links = links;
  }

  /**
   * A name below a listed directory.
   *
   * @param type {@code d_type}
   */
  void met(PathBytes path, int type, long inode) {
    if (type == DirectoryEntries.TYPE_DIRECTORY || !mayBeLinked(inode)) {
      return;
    }
    if (lookup.find(path).isFound()) {
      FileStat stat = lookup.stat();
      boolean unused = !stat.isDirectory() && stat.links() > 1 && links.want(stat);
    }
  }

  private boolean mayBeLinked(long inode) {
    if (!asked) {
      asked = true;
      filter = knownInodes();
    }
    return filter == null || filter.mayHold(inode);
  }

  private @Nullable LinkFilter knownInodes() {
    try (JournalReader reader = journal.open()) {
      if (!KnownLinks.isWhole(reader)) {
        return null;
      }
      LinkFilter known = new LinkFilter(reader.links().totals().files());
      reader.links().inodes(known::add);
      return known;
    } catch (TidemarkException e) {
      // To look at every file costs more and misses nothing.
      return null;
    }
  }
}
