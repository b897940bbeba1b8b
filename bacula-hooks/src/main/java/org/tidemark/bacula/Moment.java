package org.tidemark.bacula;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the client's clocks showed.
 *
 * @param millis the wall clock, since 1970; it may be set
 * @param uptimeMillis since boot, suspended times too; it runs evenly
 * @param boot whose id; empty if that is not known
 */
record Moment(long millis, long uptimeMillis, String boot) {
  static Moment now() {
    try {
      String uptime = Files.readString(Path.of("/proc/uptime"));
      double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      return new Moment(System.currentTimeMillis(), Math.round(seconds * 1000), boot);
    } catch (IOException e) {
      return unknown(System.currentTimeMillis());
    }
  }

  /** Of which only the wall clock is known. */
  static Moment unknown(long millis) {
    return new Moment(millis, 0, "");
  }

  /** How long after an earlier moment this one was; 0 if the clock tells nothing. */
  long millisSince(Moment earlier) {
    boolean sameBoot = !boot.isEmpty() && boot.equals(earlier.boot);
    long passed = sameBoot ? uptimeMillis - earlier.uptimeMillis : millis - earlier.millis;
    return Math.max(0, passed);
  }

  /**
   * The latest time that this moment may have, as the wall clock is set now: whether it was set
   * since another boot, nobody knows.
   */
  long latestMillis(Moment now) {
    boolean sameBoot = !boot.isEmpty() && boot.equals(now.boot);
    long passed = sameBoot ? now.uptimeMillis - uptimeMillis : 0;
    return Math.max(millis, now.millis - passed);
  }
}
