package org.tidemark.journal.links;

import java.util.List;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore.LinkBatch;

/** What the index's own thread needs of the running journal. Thread-safe. */
public interface LinkJournal {
  List<Root> roots();

  JournalReader openReader() throws TidemarkException;

  /** Runs on the thread that owns the store, and returns when it is done. */
  void write(LinkBatch batch) throws TidemarkException;

  /** From now on events ask this filter before they ask the store. */
  void use(LinkFilter filter) throws TidemarkException;

  /** While directories are being read, events look at every renamed name. */
  void searching(boolean now) throws TidemarkException;
}
