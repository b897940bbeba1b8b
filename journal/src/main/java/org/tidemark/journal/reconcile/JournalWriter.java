package org.tidemark.journal.reconcile;

import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalStore;

/** The way to the thread that owns the store. Thread-safe. */
public interface JournalWriter {
  /** Runs a short task there and waits for it. */
  void write(Task task) throws TidemarkException;

  /** What is to be done with the store. */
  interface Task {
    void run(JournalStore store) throws TidemarkException;
  }
}
