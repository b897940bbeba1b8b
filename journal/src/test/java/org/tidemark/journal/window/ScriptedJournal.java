package org.tidemark.journal.window;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.RetentionCaps;
import org.tidemark.journal.store.RetentionResult;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;

/** The real store, with changes that a test writes. Thread-safe by one lock. */
final class ScriptedJournal implements LiveJournal, AutoCloseable {
  private final SqliteJournalStore store;
  private final List<Root> roots = new ArrayList<>();
  private final List<PathBytes> own = new ArrayList<>();
  private boolean frozen;

  ScriptedJournal(Path state, Path run) throws StoreException {
    store = SqliteJournalStore.open(state, run);
  }

  synchronized ScriptedJournal watching(Root... newRoots) {
    roots.clear();
    roots.addAll(List.of(newRoots));
    return this;
  }

  synchronized void freeze() {
    frozen = true;
  }

  /** Records one change and gives its sequence number. */
  synchronized long change(PathBytes path, int bits, Reason reason, byte[] handle)
      throws StoreException {
    store.append(out -> out.change(path.parent(), path.name(), bits, reason, handle));
    return store.lastSequence();
  }

  synchronized long change(PathBytes path, int bits) throws StoreException {
    return change(path, bits, Reason.CHANGED, null);
  }

  @Override
  public synchronized void noteOwnChange(PathBytes path, long changeTime) {
    own.add(path);
  }

  /** What was said to be a change of ours. */
  synchronized List<PathBytes> own() {
    return List.copyOf(own);
  }

  @Override
  public synchronized List<Root> roots() {
    return List.copyOf(roots);
  }

  @Override
  public synchronized long flush(Duration deadline) throws TidemarkException {
    if (frozen) {
      throw new TidemarkException(ExitCode.FAILED, "frozen: nothing was flushed", "thaw it");
    }
    return store.lastSequence();
  }

  @Override
  public synchronized <T> T write(StoreTask<T> task) throws TidemarkException {
    return task.run(store);
  }

  @Override
  public void requireSound() {}

  @Override
  public JournalReader openReader() throws StoreException {
    return store.openReader();
  }

  /** Forgets all history, whoever needs it, as when the state disk is full. */
  synchronized void forgetAll() throws StoreException {
    RetentionCaps nothingFits = new RetentionCaps(Long.MAX_VALUE / 4, 0, 0, Long.MAX_VALUE / 4);
    RetentionResult unused = store.retain(nothingFits, System.currentTimeMillis());
  }

  @Override
  public synchronized void close() throws StoreException {
    store.close();
  }
}
