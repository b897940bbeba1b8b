package org.tidemark.journal.ingest;

import java.util.ArrayDeque;
import java.util.Deque;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.StoreException;

/** Beginnings and ends of gaps that the store has not yet taken, in order. Ingest thread only. */
final class UnwrittenGaps {
  private record Edge(PathBytes path, Reason reason, boolean open) {}

  private final Deque<Edge> edges = new ArrayDeque<>();

  boolean isEmpty() {
    return edges.isEmpty();
  }

  void open(PathBytes path, Reason reason) {
    edges.addLast(new Edge(path, reason, true));
  }

  void close(PathBytes path, Reason reason) {
    edges.addLast(new Edge(path, reason, false));
  }

  /** Writes all; those that the store refuses stay, with what comes after them. */
  void writeTo(JournalStore store) throws StoreException {
    while (!edges.isEmpty()) {
      Edge edge = edges.getFirst();
      if (edge.open()) {
        store.openGap(edge.path(), edge.reason());
      } else {
        store.closeGap(edge.path(), edge.reason());
      }
      edges.removeFirst();
    }
  }
}
