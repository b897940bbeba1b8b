package org.tidemark.journal.links;

import java.util.List;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore.LinkBatch;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;

/** A store and one root, without a daemon. */
final class StoredLinks implements LinkJournal {
  private final SqliteJournalStore store;
  private final PathBytes root;

  StoredLinks(SqliteJournalStore store, PathBytes root) {
    this.store = store;
    this.root = root;
  }

  @Override
  public List<Root> roots() {
    return List.of(new Root(root, root, false, Exclusions.NONE));
  }

  @Override
  public JournalReader openReader() throws StoreException {
    return store.openReader();
  }

  @Override
  public synchronized void write(LinkBatch batch) throws StoreException {
    store.writeLinks(batch);
  }

  @Override
  public void use(LinkFilter filter) {}

  @Override
  public void searching(boolean now) {}
}
