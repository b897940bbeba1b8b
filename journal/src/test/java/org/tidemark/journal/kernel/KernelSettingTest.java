package org.tidemark.journal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tidemark.journal.testing.Programs;

class KernelSettingTest {
  @Test
  void allDigitsAreRead() {
    String name = "fs/inotify/max_queued_events";
    String known = Programs.run("cat", "/proc/sys/" + name).orFail().output().strip();

    assertThat(known).hasSizeGreaterThan(1);
    assertThat(KernelSetting.number(name, -1)).isEqualTo(Long.parseLong(known));
  }

  @Test
  void whatTheKernelDoesNotTellIsAsUsual() {
    assertThat(KernelSetting.number("vm/no_such_setting", 42)).isEqualTo(42);
  }
}
