package org.tidemark.journal.walk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.atomic.LongAdder;

/** The way to a walk that goes on: to halt it, to end it, to see how far it is. Thread-safe. */
public final class WalkControl {
  private final LongAdder directories = new LongAdder();
  private final LongAdder names = new LongAdder();
  private volatile boolean cancelled;
  private volatile boolean halted;

  @GuardedBy("this")
  private int halts;

  /** Ends the walk soon; what was not visited is not. */
  public synchronized void cancel() {
    cancelled = true;
    notifyAll();
  }

  public boolean isCancelled() {
    return cancelled;
  }

  /** The walk stands still until {@link #resume} was called as often. */
  public synchronized void halt() {
    halts++;
    halted = true;
  }

  public synchronized void resume() {
    halts--;
    halted = halts > 0;
    notifyAll();
  }

  /** Directories that were read. */
  public long directories() {
    return directories.sum();
  }

  /** Names that were seen in them. */
  public long names() {
    return names.sum();
  }

  void count(int newDirectories, int newNames) {
    directories.add(newDirectories);
    names.add(newNames);
  }

  /** Waits while the walk is halted; false if it is to end. */
  boolean goOn() {
    return halted ? awaitResume() : !cancelled;
  }

  private synchronized boolean awaitResume() {
    while (halts > 0 && !cancelled) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        cancelled = true;
      }
    }
    return !cancelled;
  }
}
