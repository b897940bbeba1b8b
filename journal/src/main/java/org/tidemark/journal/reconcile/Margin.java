package org.tidemark.journal.reconcile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How much earlier than a gap a file's times may lie although it was written inside the gap: a page
 * that a program has mapped and dirtied before is written again without a new time, until the
 * kernel has cleaned it.
 */
public final class Margin {
  private static final Path DIRTY_EXPIRE = Path.of("/proc/sys/vm/dirty_expire_centisecs");
  private static final long USUAL_EXPIRE_MILLIS = 30_000;

  /** The flusher comes round every five seconds, and times are as coarse as the kernel's tick. */
  private static final long SLACK_MILLIS = 10_000;

  private Margin() {}

  public static long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(millis());
  }

  private static long millis() {
    try {
      long expire = 10 * Long.parseLong(Files.readString(DIRTY_EXPIRE).strip());
      return Math.max(expire, USUAL_EXPIRE_MILLIS) + SLACK_MILLIS;
    } catch (IOException | NumberFormatException e) {
      return USUAL_EXPIRE_MILLIS + SLACK_MILLIS;
    }
  }
}
