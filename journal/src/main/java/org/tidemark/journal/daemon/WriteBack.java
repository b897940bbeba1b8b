package org.tidemark.journal.daemon;

import java.time.Duration;
import org.tidemark.journal.kernel.KernelSetting;

/**
 * How long the kernel may keep what was written in memory only. What is younger than that may be
 * undone by a loss of power, without a trace on the disk.
 */
final class WriteBack {
  /** For the writing itself, journals of filesystems, and clocks that were read a while ago. */
  private static final Duration SPARE = Duration.ofSeconds(60);

  private WriteBack() {}

  /** See proc_sys_vm(5), {@code dirty_expire_centisecs} and {@code dirty_writeback_centisecs}. */
  static Duration longest() {
    return SPARE
        .plus(setting("dirty_expire_centisecs", Duration.ofSeconds(30)))
        .plus(setting("dirty_writeback_centisecs", Duration.ofSeconds(5)));
  }

  private static Duration setting(String name, Duration usual) {
    return Duration.ofMillis(10 * KernelSetting.number("vm/" + name, usual.toMillis() / 10));
  }
}
