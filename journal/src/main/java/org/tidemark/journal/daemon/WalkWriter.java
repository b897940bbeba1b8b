package org.tidemark.journal.daemon;

import java.time.Duration;
import java.util.List;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.reconcile.JournalWriter;

/**
 * Takes what a walk found into the journal; such names bear witness like those that events told,
 * since otherwise nothing would be remembered of what changed in a gap. Thread-safe.
 */
record WalkWriter(Ingest ingest, Witnesses witnesses) implements JournalWriter {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  @Override
  public void write(Task task) throws TidemarkException {
    ingest.run(
        store -> {
          task.run(store);
          return null;
        },
        DEADLINE);
  }

  @Override
  public void found(List<PathBytes> names) {
    witnesses.offer(names);
  }
}
