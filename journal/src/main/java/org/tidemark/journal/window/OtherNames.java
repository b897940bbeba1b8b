package org.tidemark.journal.window;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.links.LinkHandles;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore.LinkBatch;

/**
 * Finds the other names of changed files with several links: in the index, and only where names are
 * still unknown by reading the directories, which the index then remembers. Thread-safe.
 */
final class OtherNames {
  private static final Logger LOG = LoggerFactory.getLogger(OtherNames.class);

  private final Kernel kernel;
  private final boolean walks;
  private final Keeper keeper;

  /** Takes what was learned to the index. */
  interface Keeper {
    void keep(LinkBatch learned) throws TidemarkException;
  }

  /**
   * @param walks whether to read the directories for what the index does not know
   */
  OtherNames(Kernel kernel, boolean walks, Keeper keeper) {
    this.kernel = kernel;
    this.walks = walks;
    this.keeper = keeper;
  }

  /** Adds names to {@code links}; says in the notes what could not be known. */
  void find(
      ListFile.ReaderSupply journal,
      ListScope scope,
      TreeLookup lookup,
      MultiLinks links,
      Notes notes)
      throws IOException, TidemarkException {
    try (JournalReader reader = journal.open()) {
      KnownLinks known = new KnownLinks(kernel, reader, lookup, scope, links, notes);
      Set<MultiLinks.Inode> unknown = known.add();
      if (!unknown.isEmpty()) {
        if (walks) {
          notes.add(unknown.size() + " changed files have names not known yet: looked for them");
          new LinkWalk(kernel, lookup, scope, links, notes).run(unknown);
        }
        keep(known.learned(unknown));
      }
    }
    if (links.overflowed()) {
      notes.add("too many linked files: the other names of some are not known, compare everything");
    }
    long partly = links.partlyListed();
    if (partly > 0) {
      notes.add(partly + " changed files have more links than names on this list");
    }
  }

  private void keep(List<KnownLinks.Learned> learned) {
    if (learned.isEmpty()) {
      return;
    }
    LinkHandles handles = new LinkHandles(kernel);
    try {
      keeper.keep(
          out -> {
            for (KnownLinks.Learned name : learned) {
              name.writeTo(out, handles.handleOf(name.path()));
            }
          });
    } catch (TidemarkException e) {
      // The list is whole without it: the names are looked for again when they are needed.
      LOG.warn("names of linked files were not kept: {}", e.forOperator());
    }
  }
}
