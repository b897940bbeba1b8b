package org.tidemark.bacula;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Set;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * Bacula walks a gap by times: it misses what was moved there, and nobody can say what was removed.
 * A walk of ours, which knows better, is worth waiting for. Used by one thread.
 */
final class GapWait {
  private static final Set<String> AT_WORK = Set.of("waiting", "walking", "resting", "halted");
  private static final long PAUSE_MILLIS = 200;

  /** What {@code tidemark status} shows. */
  interface Status {
    JsonObject now() throws TidemarkException;
  }

  private final Status status;
  private final Duration longest;

  /**
   * @param longest 0 for no wait at all
   */
  GapWait(Status status, Duration longest) {
    this.status = status;
    this.longest = longest;
  }

  /** Returns when the daemon walks no gap any more; false if it still does. */
  boolean await() throws TidemarkException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (isAtWork()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      pause();
    }
    return true;
  }

  private boolean isAtWork() throws TidemarkException {
    JsonObject reconcile = status.now().getAsJsonObject("reconcile");
    return AT_WORK.contains(reconcile.get("state").getAsString());
  }

  private static void pause() throws TidemarkException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TidemarkException(
          ExitCode.FAILED, "interrupted while a gap was reconciled", "Run the job again.", e);
    }
  }
}
