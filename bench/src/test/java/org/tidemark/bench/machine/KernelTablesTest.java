package org.tidemark.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class KernelTablesTest {
  @Test
  void linesWithKilobytesAreReadAndOthersAreNot() {
    KernelTable table =
        KernelTable.parse("00400000-7fff rollup\nRss:    1234 kB\nPss_Shmem:  5 kB\nThreads: 7\n");
    assertThat(table.kilobytes("Rss")).isEqualTo(1234);
    assertThat(table.kilobytes("Pss_Shmem")).isEqualTo(5);
    assertThat(table.kilobytes("Threads")).isZero();
  }

  @Test
  void aSlabIsItsActiveObjectsTimesTheirSize() {
    String slabs =
        """
        slabinfo - version: 2.1
        # name            <active_objs> <num_objs> <objsize> <objperslab>
        ext4_inode_cache     100    120   1100   29    8 : tunables
        dentry               10     21    192   21    1 : tunables
        """;
    assertThat(KernelMemory.bytesOf(slabs, "ext4_inode_cache")).isEqualTo(110_000);
    assertThat(KernelMemory.bytesOf(slabs, "inotify_inode_mark")).isZero();
  }

  @Test
  void aNumberBelowProcSysIsReadWhole() throws IOException {
    assertThat(Sysctl.read("kernel/pid_max")).isGreaterThan(99);
  }
}
