package org.tidemark.journal.daemon;

import java.time.Duration;
import java.util.List;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.links.LinkFilter;
import org.tidemark.journal.links.LinkJournal;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;

/** The running journal as the index of linked files uses it. Thread-safe. */
final class IndexedLinks implements LinkJournal {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Ingest ingest;
  private final JournalStore store;

  IndexedLinks(Ingest ingest, JournalStore store) {
    this.ingest = ingest;
    this.store = store;
  }

  @Override
  public List<Root> roots() {
    return ingest.roots();
  }

  @Override
  public JournalReader openReader() throws TidemarkException {
    return store.openReader();
  }

  @Override
  public void write(JournalStore.LinkBatch batch) throws TidemarkException {
    ingest.run(
        owned -> {
          owned.writeLinks(batch);
          return null;
        },
        DEADLINE);
  }

  @Override
  public void use(LinkFilter filter) throws TidemarkException {
    ingest.useLinkFilter(filter, DEADLINE);
  }

  @Override
  public void searching(boolean now) throws TidemarkException {
    if (!now) {
      // Renames from before the end, still queued, are to be looked at too.
      long unused = ingest.flush(DEADLINE);
    }
    ingest.searchingLinks(now, DEADLINE);
  }
}
