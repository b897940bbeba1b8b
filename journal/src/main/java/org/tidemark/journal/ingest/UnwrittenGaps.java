package org.tidemark.journal.ingest;

import java.util.ArrayDeque;
import java.util.Deque;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;

/** Beginnings and ends of gaps that the store has not yet taken, in order. Ingest thread only. */
final class UnwrittenGaps {
  private record Edge(PathBytes path, Reason reason, boolean open, long beginMillis) {}

  private final Deque<Edge> edges = new ArrayDeque<>();

  boolean isEmpty() {
    return edges.isEmpty();
  }

  /**
   * @param beginMillis wall clock up to which all was seen
   */
  void open(PathBytes path, Reason reason, long beginMillis) {
    edges.addLast(new Edge(path, reason, true, beginMillis));
  }

  void close(PathBytes path, Reason reason) {
    edges.addLast(new Edge(path, reason, false, 0));
  }

  /** Writes all; those that the store refuses stay, with what comes after them. */
  void writeTo(JournalStore store) throws StoreException {
    while (!edges.isEmpty()) {
      Edge edge = edges.getFirst();
      if (edge.open()) {
        store.openGap(edge.path(), edge.reason(), edge.beginMillis());
      } else {
        store.closeGap(edge.path(), edge.reason());
      }
      edges.removeFirst();
    }
  }
}
