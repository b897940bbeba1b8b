package org.tidemark.journal.daemon;

import java.time.Duration;
import java.util.List;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.window.LiveJournal;

/** The running journal as windows use it. Thread-safe. */
final class JournalRuntime implements LiveJournal {
  private static final Duration WRITE_DEADLINE = Duration.ofSeconds(60);

  private final Ingest ingest;
  private final JournalStore store;
  private final Following following;
  private final LookBack lookBack;

  JournalRuntime(Ingest ingest, JournalStore store, Following following, LookBack lookBack) {
    this.ingest = ingest;
    this.store = store;
    this.following = following;
    this.lookBack = lookBack;
  }

  @Override
  public List<Root> roots() {
    return ingest.roots();
  }

  /** Marks and roots are looked at first: what is found missing is a gap of this very window. */
  @Override
  public long flush(Duration deadline) throws TidemarkException {
    following.check(deadline);
    lookBack.check();
    return ingest.flush(deadline);
  }

  @Override
  public <T> T write(StoreTask<T> task) throws TidemarkException {
    return ingest.run(task::run, WRITE_DEADLINE);
  }

  @Override
  public JournalReader openReader() throws TidemarkException {
    return store.openReader();
  }
}
