package org.tidemark.bench.contender;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.tidemark.bench.Bench;

/** Visits that are too long to be made twice in a run. Used by the run's main thread only. */
public final class Visits {
  private @Nullable WatchmanVisit watchman;
  private @Nullable IOException watchmanFailure;

  /**
   * @throws IOException the same each time, if it failed once
   */
  public WatchmanVisit watchman(Bench bench) throws IOException, InterruptedException {
    if (watchmanFailure != null) {
      throw watchmanFailure;
    }
    if (watchman == null) {
      bench.progress().step("watchman: crawling the tree, once for all suites");
      try {
        watchman = WatchmanVisit.make(bench);
      } catch (IOException e) {
        watchmanFailure = e;
        throw e;
      }
    }
    return watchman;
  }
}
