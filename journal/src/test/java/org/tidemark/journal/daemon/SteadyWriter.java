package org.tidemark.journal.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;

/**
 * Writes one small new file after the other, on a thread of its own, and remembers each: every
 * single one has to be on a list.
 */
final class SteadyWriter implements AutoCloseable {
  private static final int DIRECTORIES = 50;
  private static final long PAUSE_NANOS = 300_000;

  /** Beyond this number the oldest are written anew, so that the filesystem does not fill. */
  private static final int MOST_FILES = 20_000;

  private final ByteTree tree;
  private final List<PathBytes> written = new ArrayList<>();
  private final Thread thread = new Thread(this::work, "steady writer");
  private volatile boolean stopping;
  private volatile boolean resting;
  private volatile boolean atRest;
  private int count;

  SteadyWriter(ByteTree tree) {
    this.tree = tree;
    for (int number = 0; number < DIRECTORIES; number++) {
      tree.mkdirs("steady/" + number);
    }
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void work() {
    while (!stopping) {
      atRest = resting;
      if (!resting) {
        String name = "steady/" + count % DIRECTORIES + "/" + count % MOST_FILES;
        tree.write(name, new byte[] {(byte) count});
        count++;
        written.add(tree.path(name));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Stops writing and gives what was written since the last call. */
  List<PathBytes> rest() {
    resting = true;
    while (thread.isAlive() && !atRest) {
      Thread.onSpinWait();
    }
    List<PathBytes> all = List.copyOf(written);
    written.clear();
    return all;
  }

  void goOn() {
    resting = false;
    while (thread.isAlive() && atRest) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
