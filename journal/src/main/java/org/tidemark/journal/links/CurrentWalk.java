package org.tidemark.journal.links;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.tidemark.journal.walk.WalkControl;
import org.tidemark.journal.walk.WalkPace;

/** The walk that goes on now, for whoever ends it or asks how far it is. Thread-safe. */
final class CurrentWalk {
  private final WalkPace pace;

  @GuardedBy("this")
  private WalkControl control;

  @GuardedBy("this")
  private boolean stopped;

  @GuardedBy("this")
  private int halts;

  @GuardedBy("this")
  private long directoriesBefore;

  @GuardedBy("this")
  private long namesBefore;

  /**
   * @param pace when walks rest
   */
  CurrentWalk(WalkPace pace) {
    this.pace = pace;
    control = new WalkControl(pace);
  }

  /** A control for the next walk of several that belong together; it is cancelled after a stop. */
  synchronized WalkControl next() {
    directoriesBefore += control.directories();
    namesBefore += control.names();
    control = newControl();
    if (stopped) {
      control.cancel();
    }
    return control;
  }

  /** What comes next is counted from zero. */
  synchronized void reset() {
    control = newControl();
    directoriesBefore = 0;
    namesBefore = 0;
  }

  @GuardedBy("this")
  private WalkControl newControl() {
    WalkControl made = new WalkControl(pace);
    for (int i = 0; i < halts; i++) {
      made.halt();
    }
    return made;
  }

  /** The walk, and what follows it, stands still until {@link #resume} was called as often. */
  synchronized void halt() {
    halts++;
    control.halt();
  }

  synchronized void resume() {
    halts--;
    control.resume();
  }

  /** Ends the walk, and every one that would follow. */
  synchronized void stop() {
    stopped = true;
    control.cancel();
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  synchronized long directories() {
    return directoriesBefore + control.directories();
  }

  synchronized long names() {
    return namesBefore + control.names();
  }
}
