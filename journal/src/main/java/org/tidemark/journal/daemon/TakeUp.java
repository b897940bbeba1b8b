package org.tidemark.journal.daemon;

import java.util.List;
import java.util.Set;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.SqliteJournalStore;

/**
 * How the journal is taken up where the daemon before left it: its gaps begin before any source
 * starts, and end when everything is followed. Starting thread, but for what says otherwise.
 */
final class TakeUp {
  private final SqliteJournalStore store;
  private final List<Root> roots;
  private final Continuity continuity;
  private final StartGaps gaps;
  private final NestedMounts nested;
  private final Set<PathBytes> mounts;

  /**
   * Opens the gaps.
   *
   * @param refusal why nothing of the daemon before can go on; empty if something may
   */
  TakeUp(Kernel kernel, SqliteJournalStore store, List<Root> roots, String refusal)
      throws TidemarkException {
    this.store = store;
    this.roots = roots;
    continuity = new Continuity(store.start(), refusal);
    gaps =
        new StartGaps(
            store.start(),
            store.replacesLost(),
            roots,
            WatchedRoots.identities(kernel, roots),
            continuity);
    gaps.open(store);
    nested = new NestedMounts(kernel);
    mounts = nested.remembered(store, roots).keySet();
  }

  /** Where something was mounted below nested roots. */
  Set<PathBytes> mounts() {
    return mounts;
  }

  /** Up to when everything is in the journal, wall clock. */
  long knownMillis() {
    return continuity.knownMillis();
  }

  /** A gap for each place below nested roots whose filesystem may be another; ingest thread. */
  void tellMounts(JournalStore owned, Following following) throws TidemarkException {
    nested.tellOthers(owned, gaps.sortedByTime(), following.followed());
  }

  /** Everything is followed; ingest thread. */
  void end(Ingest ingest, Following following) throws TidemarkException {
    continuity.look(roots, following);
    gaps.close(store);
    continuity.settle(store, following);
    following.onChange(
        () -> {
          continuity.note(store, following);
          nested.remember(store, ingest.roots(), following.followed());
        });
    ingest.beginVouching();
  }
}
