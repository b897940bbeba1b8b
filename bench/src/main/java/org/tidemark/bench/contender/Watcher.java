package org.tidemark.bench.contender;

import java.io.IOException;

/** A program that follows a tree and is ready. Closing ends it. */
public interface Watcher extends AutoCloseable {
  long pid();

  /** From the start of its process until it had the whole tree under watch. */
  double secondsToReady();

  @Override
  void close() throws IOException;
}
