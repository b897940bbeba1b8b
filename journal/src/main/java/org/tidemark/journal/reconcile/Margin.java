package org.tidemark.journal.reconcile;

import java.util.concurrent.TimeUnit;
import org.tidemark.journal.kernel.KernelSetting;

/**
 * How much earlier than a gap a file's times may lie although it was written inside the gap: a page
 * that a program has mapped and dirtied before is written again without a new time, until the
 * kernel has cleaned it.
 */
public final class Margin {
  private static final long USUAL_EXPIRE_MILLIS = 30_000;

  /** The flusher comes round every five seconds, and times are as coarse as the kernel's tick. */
  private static final long SLACK_MILLIS = 10_000;

  private Margin() {}

  public static long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(millis());
  }

  private static long millis() {
    long expire = 10 * KernelSetting.number("vm/dirty_expire_centisecs", USUAL_EXPIRE_MILLIS / 10);
    return Math.max(expire, USUAL_EXPIRE_MILLIS) + SLACK_MILLIS;
  }
}
