package org.tidemark.journal.daemon;

import java.util.List;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StartReport;

/**
 * What is noted while all is well, for the time after something was out of sight. Thread-safe, as
 * its parts are.
 */
record Memory(Witnesses witnesses, LookBack lookBack, ClockWatch clock) {
  static Memory of(
      Kernel kernel, BootClock clock, Ingest ingest, Following following, JournalStore store) {
    return new Memory(
        new Witnesses(kernel, ingest, following),
        new LookBack(kernel, ingest, following),
        new ClockWatch(clock, ingest, store));
  }

  /** What an earlier daemon noted is compared with what is there now, before start gaps end. */
  void compare(StartReport start, List<Root> roots) throws TidemarkException {
    clock.atStart(start, roots);
    lookBack.atStart(start.lastWallMillis(), start.sameBoot());
  }

  /** Looks at names that were just recorded; every few seconds. */
  void record() throws TidemarkException {
    // A filesystem that came back is judged by what is known before anything is renewed.
    lookBack.check();
    lookBack.recorded(witnesses.record());
  }

  /** Notes that filesystems are in use; each minute, and at the end. */
  void note() throws TidemarkException {
    lookBack.note();
  }

  /** Before anything is concluded from times. */
  void check() throws TidemarkException {
    lookBack.check();
    clock.check();
  }

  void checkClock() throws TidemarkException {
    clock.check();
  }
}
