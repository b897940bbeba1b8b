package org.tidemark.journal.store;

import java.time.InstantSource;
import java.util.List;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * The part of the store that knows gaps: from their beginning until they are reconciled, and what
 * stays known of them afterwards. Belongs to the store's thread.
 */
final class StoredGaps {
  private final Transactions transactions;
  private final JournalState state;
  private final InstantSource clock;
  private final GapTable gaps;
  private final InterruptionTable interruptions;
  private final OverflowTable overflows;
  private final ReconcileTable reconcile;
  private final LinkTable links;

  StoredGaps(
      Database database,
      Transactions transactions,
      JournalState state,
      InstantSource clock,
      ReconcileTable reconcile,
      LinkTable links) {
    this.transactions = transactions;
    this.state = state;
    this.clock = clock;
    this.gaps = new GapTable(database);
    this.interruptions = new InterruptionTable(database);
    this.overflows = new OverflowTable(database);
    this.reconcile = reconcile;
    this.links = links;
  }

  Gap open(PathBytes path, Reason reason, long beginMillis) throws StoreException {
    return transactions.synced(
        "opening a gap",
        () -> {
          interruptions.note(path, reason, state, beginMillis);
          overflows.note(path, reason, clock.millis());
          return gaps.open(path, reason, state, beginMillis);
        });
  }

  void noteReconciled(List<Long> ids, PathBytes path) throws StoreException {
    transactions.run(
        "noting what is reconciled",
        () -> {
          for (long gap : ids) {
            reconcile.add(gap, path);
          }
          return null;
        });
  }

  void endReconcile(List<Long> ids) throws StoreException {
    transactions.synced(
        "forgetting reconciled gaps",
        () -> {
          for (long gap : ids) {
            links.scanGap(gap);
            reconcile.end(gap);
          }
          return null;
        });
  }

  void close(PathBytes path, Reason reason) throws StoreException {
    transactions.synced(
        "closing a gap",
        () -> {
          gaps.close(path, reason, state);
          return null;
        });
  }
}
