package org.tidemark.rsync;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.charset.StandardCharsets;
import org.tidemark.rsync.points.Progress;

/** Shows on standard error how something goes on; the moving line only on a terminal. */
final class ProgressTerminal implements Progress, AutoCloseable {
  private static final long EACH_NANOS = 100_000_000;

  private final boolean moving;

  // Things are counted by the thread that reads rsync's output, begun by another.
  @GuardedBy("this")
  private String what = "";

  @GuardedBy("this")
  private long count;

  @GuardedBy("this")
  private long done;

  @GuardedBy("this")
  private long shownAt;

  ProgressTerminal(boolean moving) {
    this.moving = moving;
  }

  @Override
  public synchronized void begins(String next, long number) {
    what = next;
    count = number;
    done = 0;
    show();
  }

  @Override
  public synchronized void oneDone() {
    done++;
    if (System.nanoTime() - shownAt > EACH_NANOS) {
      show();
    }
  }

  @GuardedBy("this")
  private void show() {
    if (moving) {
      shownAt = System.nanoTime();
      System.err.printf("\r\033[K%s: %d%s ", what, done, count > 0 ? " of " + count : "");
      System.err.flush();
    }
  }

  @Override
  public synchronized void message(String line) {
    clear();
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    System.err.write(bytes, 0, bytes.length);
    System.err.flush();
  }

  @Override
  public void close() {
    clear();
  }

  /** Takes the moving line away. */
  synchronized void clear() {
    if (moving) {
      System.err.print("\r\033[K");
      System.err.flush();
    }
  }
}
