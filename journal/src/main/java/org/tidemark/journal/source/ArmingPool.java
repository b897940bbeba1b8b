package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that walk. Walks go in and come out on the ingest thread; in between a walk belongs to
 * one of the threads here.
 */
final class ArmingPool implements AutoCloseable {
  private static final int DIRECTORIES_PER_WALK = 1024;

  private final LinkedBlockingQueue<Walk> waiting = new LinkedBlockingQueue<>();
  private final Queue<Walk> done = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private int underWay;

  ArmingPool(int size, Supplier<TreeWalker> walkers) {
    for (int i = 0; i < size; i++) {
      TreeWalker walker = walkers.get();
      Thread thread = new Thread(() -> work(walker), "inotify-arming-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void work(TreeWalker walker) {
    walker.ownWorkingDirectory();
    try {
      while (true) {
        Walk walk = waiting.take();
        try {
          walker.run(walk, walk.task.compares() ? 0 : DIRECTORIES_PER_WALK);
        } catch (RuntimeException e) {
          walk.broken = e;
        }
        done.add(walk);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void submit(Walk walk) {
    underWay++;
    waiting.add(walk);
  }

  /** Walks that were submitted and not yet taken back. */
  int underWay() {
    return underWay;
  }

  /** A finished walk, or null if there is none now. */
  @Nullable Walk poll() {
    Walk walk = done.poll();
    underWay -= walk == null ? 0 : 1;
    return walk;
  }

  /** Ends the threads; a thread inside a system call that never returns is left behind. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True if no thread can touch a descriptor any more. */
  boolean ended() {
    return threads.stream().noneMatch(Thread::isAlive);
  }
}
