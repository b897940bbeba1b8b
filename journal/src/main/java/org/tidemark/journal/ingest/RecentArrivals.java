package org.tidemark.journal.ingest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.tidemark.journal.model.PathBytes;

/**
 * Directories to which names came a short while ago. When a name is looked at, its directory may
 * have been renamed since, so that the look missed it; the rename is then among what was queued
 * meanwhile. Owned by the ingest thread.
 */
final class RecentArrivals {
  /** More batches than what is queued at any time makes. */
  private static final long KEPT_BATCHES = 256;

  /** Beyond it every directory counts as one to which names came. */
  private static final int MOST = 20_000;

  /** Of each directory the last batch. */
  private final TreeMap<PathBytes, Long> directories = new TreeMap<>();

  private final Deque<Map<PathBytes, Long>> batches = new ArrayDeque<>();
  private final Map<PathBytes, Long> present = new HashMap<>();
  private long batch;
  private long allUntil = -1;

  void add(PathBytes directory) {
    if (directories.size() >= MOST) {
      directories.clear();
      batches.clear();
      present.clear();
      allUntil = batch + KEPT_BATCHES;
    }
    directories.put(directory, batch);
    present.put(directory, batch);
  }

  /** True if names came to that directory or one below it. */
  boolean anyUnder(PathBytes top) {
    if (batch <= allUntil) {
      return true;
    }
    PathBytes first = directories.ceilingKey(top);
    return first != null && first.isUnder(top);
  }

  void endBatch() {
    batches.add(Map.copyOf(present));
    present.clear();
    batch++;
    if (batches.size() > KEPT_BATCHES) {
      batches.remove().forEach((path, last) -> forget(path, last));
    }
  }

  /** Not if names came to it again. */
  private void forget(PathBytes path, long last) {
    boolean unused = directories.remove(path, last);
  }
}
