package org.tidemark.bench.machine;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells what is going on, with the time since the start. Thread-safe. */
public final class Progress {
  private final PrintStream out;
  private final long started = System.nanoTime();

  public Progress(PrintStream out) {
    this.out = out;
  }

  public void step(String what) {
    Duration since = Duration.ofNanos(System.nanoTime() - started);
    out.printf(Locale.ROOT, "[%02d:%02d] %s%n", since.toMinutes(), since.toSecondsPart(), what);
    out.flush();
  }

  public void print(String text) {
    out.print(text);
    out.flush();
  }

  public double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }
}
