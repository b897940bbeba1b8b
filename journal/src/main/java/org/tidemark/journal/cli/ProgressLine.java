package org.tidemark.journal.cli;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A moving line on the terminal while something goes on; nothing elsewhere. */
final class ProgressLine implements AutoCloseable {
  private static final long EACH_MILLIS = 200;

  private final PrintStream err;
  private final Supplier<String> text;
  private final boolean shown;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::show, "progress");

  /**
   * @param text asked by a thread of its own
   * @param shown whether the stream leads to a terminal
   */
  ProgressLine(PrintStream err, Supplier<String> text, boolean shown) {
    this.err = err;
    this.text = text;
    this.shown = shown;
  }

  /**
   * On the command's standard error.
   *
   * @param text asked by a thread of its own
   */
  static ProgressLine of(Console console, Supplier<String> text) {
    return new ProgressLine(console.err(), text, TerminalStream.isStandardError());
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
        err.print("\r" + text.get() + " \033[K");
        err.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes the line away, when no other can follow any more. */
  @Override
  public void close() {
    if (shown) {
      over.countDown();
      awaitEnd();
      err.print("\r\033[K");
      err.flush();
    }
  }

  private void awaitEnd() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
