package org.tidemark.rsync;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.charset.StandardCharsets;

/**
 * One line on standard error that changes on a terminal while something goes on, and messages that
 * stay. Thread-safe.
 */
final class MovingLine {
  private static final long EACH_NANOS = 100_000_000;

  private final boolean present;

  @GuardedBy("this")
  private long shownAt;

  /**
   * @param present false where there is no terminal: then only messages are printed
   */
  MovingLine(boolean present) {
    this.present = present;
  }

  /** True if the line was not shown just now, so that it is worth showing again. */
  synchronized boolean isDue() {
    return present && System.nanoTime() - shownAt > EACH_NANOS;
  }

  /** Shows the text in place of what was there. */
  synchronized void show(String text) {
    if (present) {
      shownAt = System.nanoTime();
      System.err.print("\r\033[K" + text + " ");
      System.err.flush();
    }
  }

  /** Takes the line away. */
  synchronized void clear() {
    if (present) {
      System.err.print("\r\033[K");
      System.err.flush();
    }
  }

  /**
   * Prints a message in the line's place.
   *
   * @param message one character per byte
   */
  synchronized void message(String message) {
    clear();
    // The bytes as rsync wrote them: it has escaped what a terminal must not see.
    byte[] bytes = (message + "\n").getBytes(StandardCharsets.ISO_8859_1);
    System.err.write(bytes, 0, bytes.length);
    System.err.flush();
  }
}
