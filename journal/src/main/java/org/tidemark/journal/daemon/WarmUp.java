package org.tidemark.journal.daemon;

import java.util.List;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.store.SqliteJournalStore;

/**
 * Loads on other threads what a daemon will need, while its command line is still being read: the
 * sooner it records, the shorter is the gap that a restart leaves. Whatever fails here fails again,
 * and is reported, where it is needed.
 */
public final class WarmUp {
  private WarmUp() {}

  /** Returns at once. */
  public static void begin() {
    for (Runnable part : List.<Runnable>of(NativeKernel::load, SqliteJournalStore::load)) {
      Thread thread = new Thread(part, "warm-up");
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((failed, why) -> {});
      thread.start();
    }
  }
}
