package org.tidemark.journal.walk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What threads without work take from those that have some. Work is given away only when a thread
 * waits for it, so at most as many tasks lie here as there are threads. Thread-safe.
 */
final class SharedWork {
  private final int threads;
  private final WalkControl control;
  private volatile boolean wanted;

  @GuardedBy("this")
  private final Deque<WalkTask> tasks = new ArrayDeque<>();

  @GuardedBy("this")
  private int waiting;

  @GuardedBy("this")
  private boolean over;

  SharedWork(int threads, WalkControl control, WalkTask first) {
    this.threads = threads;
    this.control = control;
    tasks.add(first);
  }

  /** True if some thread waits; costs little. */
  boolean isWanted() {
    return wanted;
  }

  synchronized void give(WalkTask task) {
    tasks.addLast(task);
    wanted = waiting > tasks.size();
    notifyAll();
  }

  /** The next task; null when there will be none any more. */
  synchronized @Nullable WalkTask take() {
    waiting++;
    try {
      while (tasks.isEmpty() && !over) {
        over = waiting == threads || control.isCancelled();
        wanted = !over;
        if (!over) {
          wait(100);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      over = true;
    }
    waiting--;
    WalkTask task = over ? null : tasks.pollFirst();
    wanted = !over && waiting > tasks.size();
    notifyAll();
    return task;
  }

  /** Nobody gets any more: a thread failed. */
  synchronized void end() {
    over = true;
    notifyAll();
  }
}
