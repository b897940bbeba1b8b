package org.tidemark.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void aSlabHoldsItsObjectsTimesTheirSize(@TempDir Path slab) throws IOException {
    Files.writeString(slab.resolve("objects"), "29405 N0=29405\n");
    Files.writeString(slab.resolve("object_size"), "1120\n");
    assertThat(KernelMemory.bytesIn(slab)).isEqualTo(29405 * 1120);
  }

  @Test
  void aNumberBelowProcSysIsReadWhole() throws IOException {
    assertThat(Sysctl.read("kernel/pid_max")).isGreaterThan(99);
  }
}
