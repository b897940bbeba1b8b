package org.tidemark.journal.reconcile;

import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalStore;

/** The way to the thread that owns the store. Thread-safe. */
public interface JournalWriter {
  /** Runs a short task there and waits for it. */
  void write(Task task) throws TidemarkException;

  /** Names that a walk found changed are in the journal now. Must not wait. */
  void found(List<PathBytes> names);

  /** What is to be done with the store. */
  interface Task {
    void run(JournalStore store) throws TidemarkException;
  }
}
