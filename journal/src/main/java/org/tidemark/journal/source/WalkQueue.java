package org.tidemark.journal.source;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The walks that are to be made. Ingest thread only. */
final class WalkQueue {
  /** To be walked before anything else is done, on the ingest thread. */
  private final Deque<WalkTask> urgent = new ArrayDeque<>();

  /** To be walked by the pool; each under an open gap. */
  private final Deque<WalkTask> pending = new ArrayDeque<>();

  void add(WalkTask task) {
    if (task.gap() == null) {
      urgent.addLast(task);
    } else {
      task.gap().tasks++;
      pending.addFirst(task);
    }
  }

  /** How many tasks have no gap that stands for them. */
  int urgent() {
    return urgent.size();
  }

  /** The oldest urgent task, or null. */
  @Nullable WalkTask pollUrgent() {
    return urgent.pollFirst();
  }

  /** The newest task under a gap, or null; to be said to be {@link #finished} in the end. */
  @Nullable WalkTask pollPending() {
    return pending.pollFirst();
  }

  /** Forgets the tasks under gaps: a larger walk takes their place. */
  void clearPending() {
    pending.forEach(WalkQueue::finished);
    pending.clear();
  }

  /** Its gap waits for one task less. */
  static void finished(WalkTask task) {
    if (task.gap() != null) {
      task.gap().tasks--;
    }
  }
}
