package org.tidemark.rsync;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.tidemark.rsync.points.Progress;

/** Shows on standard error how something goes on; the moving line only on a terminal. */
final class ProgressTerminal implements Progress, AutoCloseable {
  private final MovingLine line;

  // Things are counted by the thread that reads rsync's output, begun by another.
  @GuardedBy("this")
  private String what = "";

  @GuardedBy("this")
  private long count;

  @GuardedBy("this")
  private long done;

  ProgressTerminal(boolean moving) {
    this.line = new MovingLine(moving);
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
    if (line.isDue()) {
      show();
    }
  }

  @GuardedBy("this")
  private void show() {
    line.show(what + ": " + done + (count > 0 ? " of " + count : ""));
  }

  @Override
  public void message(String text) {
    line.message(text);
  }

  @Override
  public void close() {
    clear();
  }

  /** Takes the moving line away. */
  void clear() {
    line.clear();
  }
}
