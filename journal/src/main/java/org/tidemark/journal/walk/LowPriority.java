package org.tidemark.journal.walk;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;

/** Makes threads of walks give way to all others, at the processor and at the disk. Thread-safe. */
final class LowPriority {
  private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);
  private static final int NICEST = 19;
  private static final int BEST_EFFORT = 2;
  private static final int LAST_LEVEL = 7;

  /** Walks are many, and what one is refused is refused to all: one line in the log will do. */
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private LowPriority() {}

  /** For the calling thread; where it is refused, the walk is as fast as any other reader. */
  static void take(Kernel kernel) {
    tell("processor", kernel.niceThread(NICEST));
    // Not the idle class: on a disk that is never idle the walk would never end.
    tell("disk", kernel.ioPriorityOfThread(BEST_EFFORT, LAST_LEVEL));
  }

  private static void tell(String what, int result) {
    if (result < 0 && TOLD.compareAndSet(false, true)) {
      LOG.warn("walks cannot give way at the {}: {}", what, Errno.describe(-result));
    }
  }
}
