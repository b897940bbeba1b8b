package org.tidemark.bench.contender;

import java.io.IOException;
import org.tidemark.bench.machine.KernelMemory;
import org.tidemark.bench.machine.ProcessMemory;

/**
 * What a watcher cost when it was ready.
 *
 * @param pinned by its watches: the difference of the slabs with it and without it, after
 *     everything that can be dropped was dropped
 */
public record Visit(double secondsToReady, ProcessMemory memory, KernelMemory pinned) {
  /** Starts one. */
  public interface Starting {
    Watcher start() throws IOException, InterruptedException;
  }

  /** Something to do while it runs. */
  interface Doing {
    void use(Watcher watcher) throws IOException, InterruptedException;
  }

  public static Visit of(Starting starting) throws IOException, InterruptedException {
    return of(starting, watcher -> {});
  }

  static Visit of(Starting starting, Doing doing) throws IOException, InterruptedException {
    double secondsToReady;
    ProcessMemory memory;
    KernelMemory with;
    try (Watcher watcher = starting.start()) {
      secondsToReady = watcher.secondsToReady();
      memory = ProcessMemory.of(watcher.pid());
      doing.use(watcher);
      with = KernelMemory.afterDropping();
    }
    return new Visit(secondsToReady, memory, with.minus(KernelMemory.afterDropping()));
  }
}
