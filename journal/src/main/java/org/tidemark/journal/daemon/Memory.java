package org.tidemark.journal.daemon;

import org.tidemark.journal.model.TidemarkException;

/**
 * What is noted while all is well, for the time after something was out of sight. Thread-safe, as
 * its parts are.
 */
record Memory(Witnesses witnesses, LookBack lookBack, ClockWatch clock) {
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

  void checkClock() throws TidemarkException {
    clock.check();
  }
}
