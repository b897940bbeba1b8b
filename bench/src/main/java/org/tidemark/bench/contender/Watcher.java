package org.tidemark.bench.contender;

import java.io.IOException;

/** A program that follows a tree and is ready. Closing ends it. */
public interface Watcher extends AutoCloseable {
  long pid();

  /** From the start of its process until it had the whole tree under watch. */
  double secondsToReady();

  /**
   * What was measured beside a watcher that died counts for nothing.
   *
   * @throws IOException if it has ended
   */
  default void requireAlive() throws IOException {
    if (!ProcessHandle.of(pid()).map(ProcessHandle::isAlive).orElse(false)) {
      throw new IOException("it ended while it was needed");
    }
  }

  @Override
  void close() throws IOException;
}
