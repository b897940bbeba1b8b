package org.tidemark.journal.walk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The way to a walk that goes on: to halt it, to end it, to see how far it is. Thread-safe. */
public final class WalkControl {
  private final WalkPace pace;
  private final LongAdder directories = new LongAdder();
  private final LongAdder names = new LongAdder();
  private volatile boolean cancelled;
  private volatile boolean halted;

  @GuardedBy("this")
  private int halts;

  public WalkControl() {
    this(WalkPace.FULL);
  }

  /**
   * @param pace when the walk rests
   */
  public WalkControl(WalkPace pace) {
    this.pace = pace;
  }

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

  /** True if it goes on slowly, since others are busy. */
  public boolean isResting() {
    return pace.isResting();
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

  /**
   * Waits while the walk is halted or has to rest; false if it is to end. After one rest it goes on
   * whatever the time is: a thread that wakes late would otherwise never have its turn.
   */
  boolean goOn() {
    long rest = pace.restNanos();
    if (rest > 0) {
      rest(rest);
    }
    return halted ? awaitResume() : !cancelled;
  }

  private synchronized void rest(long nanos) {
    try {
      long until = System.nanoTime() + nanos;
      for (long left = nanos; left > 0 && !cancelled; left = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      interrupted();
    }
  }

  private synchronized boolean awaitResume() {
    try {
      while (halts > 0 && !cancelled) {
        wait();
      }
    } catch (InterruptedException e) {
      interrupted();
    }
    return !cancelled;
  }

  private void interrupted() {
    Thread.currentThread().interrupt();
    cancelled = true;
  }
}
