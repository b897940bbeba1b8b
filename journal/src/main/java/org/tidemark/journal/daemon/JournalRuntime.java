package org.tidemark.journal.daemon;

import java.time.Duration;
import java.util.List;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.Soundness;
import org.tidemark.journal.window.LiveJournal;

/** The running journal as windows use it. Thread-safe. */
final class JournalRuntime implements LiveJournal {
  private final Ingest ingest;
  private final JournalStore store;
  private final Following following;
  private final LookBack lookBack;
  private final Soundness soundness;
  private final Duration deadline;

  /**
   * @param deadline how long a write waits for the store's thread
   */
  JournalRuntime(
      Ingest ingest,
      JournalStore store,
      Following following,
      LookBack lookBack,
      Soundness soundness,
      Duration deadline) {
    this.ingest = ingest;
    this.store = store;
    this.following = following;
    this.lookBack = lookBack;
    this.soundness = soundness;
    this.deadline = deadline;
  }

  @Override
  public List<Root> roots() {
    return ingest.roots();
  }

  /** Marks and roots are looked at first: what is found missing is a gap of this very window. */
  @Override
  public long flush(Duration within) throws TidemarkException {
    soundness.await(within);
    following.check(within);
    lookBack.check();
    return ingest.flush(within);
  }

  @Override
  public <T> T write(StoreTask<T> task) throws TidemarkException {
    soundness.await(deadline);
    return ingest.run(task::run, deadline);
  }

  @Override
  public void requireSound() throws TidemarkException {
    soundness.await(deadline);
  }

  @Override
  public void noteOwnChange(PathBytes path, long changeTime) {
    ingest.ownChanges().note(path, changeTime);
  }

  @Override
  public JournalReader openReader() throws TidemarkException {
    return store.openReader();
  }
}
