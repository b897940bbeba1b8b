package org.tidemark.journal.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tidemark.journal.walk.WalkControl;

/** A moving line on the terminal while a walk goes on; nothing elsewhere. */
final class ProgressLine implements AutoCloseable {
  private static final long EACH_MILLIS = 200;

  private final PrintStream err;
  private final WalkControl control;
  private final boolean shown;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::show, "progress");

  private ProgressLine(PrintStream err, WalkControl control, boolean shown) {
    this.err = err;
    this.control = control;
    this.shown = shown;
  }

  static ProgressLine of(Console console, WalkControl control) {
    return new ProgressLine(console.err(), control, TerminalStream.isStandardError());
  }

  void start() {
    if (shown) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void show() {
    try {
      while (!over.await(EACH_MILLIS, TimeUnit.MILLISECONDS)) {
        err.printf(
            Locale.ROOT,
            "\raudit: %,d directories, %,d names ",
            control.directories(),
            control.names());
        err.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (shown) {
      over.countDown();
      err.print("\r\033[K");
      err.flush();
    }
  }
}
