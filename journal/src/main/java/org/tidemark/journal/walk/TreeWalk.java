package org.tidemark.journal.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/**
 * Walks a tree with threads of its own, which have the lowest priority for processor and disk.
 * Memory depends on the number of threads and on how deep the tree is, not on its size. While it
 * goes on, its filesystem cannot be unmounted. Stateless.
 */
public final class TreeWalk {
  private static final byte[] ITSELF = {};

  private TreeWalk() {}

  /**
   * Walks, and returns when the last thread has ended. An interrupt cancels.
   *
   * @param visitors makes one for each thread
   * @throws RuntimeException what a visitor threw; the walk is over then
   */
  public static WalkOutcome run(
      Kernel kernel, WalkRequest request, Supplier<WalkVisitor> visitors, WalkControl control) {
    WalkOpener opener = new WalkOpener(kernel, request.crossesMounts());
    int descriptor = opener.openTop(request.top());
    if (descriptor < 0) {
      return new WalkOutcome(false, -descriptor);
    }
    try {
      FileStat stat = new FileStat();
      int result = kernel.statx(descriptor, ITSELF, Flags.AT_EMPTY_PATH, stat);
      if (result < 0) {
        return new WalkOutcome(false, -result);
      }
      TopDirectory top = new TopDirectory(descriptor, stat.device());
      runThreads(kernel, request, visitors, control, opener, top);
    } finally {
      kernel.close(descriptor);
    }
    return new WalkOutcome(!control.isCancelled(), 0);
  }

  private static void runThreads(
      Kernel kernel,
      WalkRequest request,
      Supplier<WalkVisitor> visitors,
      WalkControl control,
      WalkOpener opener,
      TopDirectory top) {
    WalkTask all = new WalkTask(request.top(), 0, 0, null, null);
    SharedWork work = new SharedWork(request.threads(), control, all);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < request.threads(); i++) {
      WalkWorker worker =
          new WalkWorker(kernel, request, visitors.get(), control, work, opener, top);
      threads.add(thread(worker, request.top(), control, failure));
    }
    threads.forEach(Thread::start);
    threads.forEach(thread -> join(thread, control));
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a walk of " + request.top() + " failed", thrown);
    }
  }

  private static Thread thread(
      WalkWorker worker, PathBytes top, WalkControl control, AtomicReference<Throwable> failure) {
    Thread thread = new Thread(worker, "walk " + top);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (ended, why) -> {
          failure.compareAndSet(null, why);
          control.cancel();
        });
    return thread;
  }

  private static void join(Thread thread, WalkControl control) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        control.cancel();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
