package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.MountTable;

/** Hazard 24: an unlimited kernel queue under a memory limit ends in an OOM kill. */
class CgroupMemoryTest {
  @TempDir private Path top;

  private MountTable mounted(String type, String superOptions) throws IOException {
    String line = "30 1 0:26 / " + top + " rw - " + type + " cgroup " + superOptions + "\n";
    return MountTable.parse(line.getBytes(StandardCharsets.UTF_8));
  }

  private void limit(String cgroup, String file, String text) throws IOException {
    Files.createDirectories(top.resolve(cgroup));
    Files.writeString(top.resolve(cgroup).resolve(file), text + "\n");
  }

  @Test
  void noLimitUpTheWholeHierarchyIsNone() throws IOException {
    limit("system.slice/tidemark.service", "memory.max", "max");
    limit("system.slice", "memory.max", "max");
    String membership = "0::/system.slice/tidemark.service\n";
    assertThat(CgroupMemory.isLimited(membership, mounted("cgroup2", "rw"))).isFalse();
  }

  @Test
  void aLimitOfAParentIsALimitHazard24() throws IOException {
    limit("system.slice/tidemark.service", "memory.max", "max");
    limit("system.slice", "memory.max", "1073741824");
    String membership = "0::/system.slice/tidemark.service\n";
    assertThat(CgroupMemory.isLimited(membership, mounted("cgroup2", "rw"))).isTrue();
  }

  @Test
  void theFirstVersionWritesNoLimitAsAHugeNumberHazard24() throws IOException {
    limit("x", "memory.limit_in_bytes", "9223372036854771712");
    String membership = "4:memory:/x\n1:cpu:/y\n";
    MountTable table = mounted("cgroup", "rw,memory");
    assertThat(CgroupMemory.isLimited(membership, table)).isFalse();
    limit("x", "memory.limit_in_bytes", "1073741824");
    assertThat(CgroupMemory.isLimited(membership, table)).isTrue();
  }

  @Test
  void theSmallestLimitOfAllAroundCountsHazard24() throws IOException {
    limit("system.slice/tidemark.service", "memory.max", "1073741824");
    limit("system.slice", "memory.max", "268435456");
    String membership = "0::/system.slice/tidemark.service\n";
    assertThat(CgroupMemory.smallest(membership, mounted("cgroup2", "rw"))).hasValue(268_435_456);
    assertThat(CgroupMemory.smallest("0::/elsewhere\n", mounted("cgroup2", "rw"))).isEmpty();
  }

  @Test
  void aHierarchyThatCannotBeSeenCountsAsALimitHazard24() throws IOException {
    MountTable nothing = new MountTable(List.of());
    assertThat(CgroupMemory.isLimited("0::/somewhere\n", nothing)).isTrue();
    assertThat(CgroupMemory.smallest("0::/somewhere\n", nothing)).isEmpty();
  }
}
