package org.tidemark.journal.window;

import java.time.Duration;
import java.util.List;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;

/** What windows need of the running journal. Thread-safe. */
public interface LiveJournal {
  /** The watched roots. */
  List<Root> roots();

  /**
   * Waits until everything that was queued in the kernel at the call is in the store, and gives the
   * last sequence number then.
   *
   * @throws TidemarkException if the deadline passes (a frozen or stuck state disk)
   */
  long flush(Duration deadline) throws TidemarkException;

  /** Runs a task on the thread that owns the store, after everything already queued for it. */
  <T> T write(StoreTask<T> task) throws TidemarkException;

  /** A task for the store's owner. */
  interface StoreTask<T> {
    T run(JournalStore store) throws TidemarkException;
  }

  /** As {@link #write}, for what gives nothing back. */
  default void change(StoreChange change) throws TidemarkException {
    boolean unused =
        write(
            store -> {
              change.run(store);
              return true;
            });
  }

  /** A change of the store that gives nothing back. */
  interface StoreChange {
    void run(JournalStore store) throws TidemarkException;
  }

  /** An attribute change of ours, which is not to be recorded: the ctime that it produced. */
  void noteOwnChange(PathBytes path, long changeTime);

  /** A reader whose answers may be wrong as long as {@link #requireSound} has not returned. */
  JournalReader openReader() throws TidemarkException;

  /**
   * Waits until the database was checked after the start; {@link #flush} and {@link #write} do so
   * by themselves.
   *
   * @throws TidemarkException if it is damaged, or not yet checked within a minute
   */
  void requireSound() throws TidemarkException;
}
