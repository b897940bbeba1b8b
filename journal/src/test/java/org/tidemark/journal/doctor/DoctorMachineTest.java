package org.tidemark.journal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each finding about the kernel, the rights and the limits. */
class DoctorMachineTest extends DoctorFixture {
  @Test
  void aSoundMachineIsGreen() {
    for (Check check :
        List.of(
            new PlatformCheck(),
            new KernelCheck(),
            new PrivilegesCheck(),
            new FanotifyLimitsCheck(),
            new MemoryLimitCheck(),
            new WatchesCheck(),
            new NfsServerCheck(),
            new LoopDevicesCheck(),
            new DatabaseCheck(),
            new ClockCheck())) {
      assertThat(machine.findings(check)).as(check.name()).isNotEmpty();
      assertGreen(machine.findings(check));
    }
  }

  @Test
  void anOldJavaIsRed() {
    assertOne(List.of(PlatformCheck.of(11, "x")), Health.RED, "too old", "apt install");
  }

  @ParameterizedTest
  @CsvSource({"5.14.0-570.el9, io_uring", "5.10.0-30-amd64, splice", "6.1.0-18-amd64, splice"})
  void writersThatAnOldKernelTellsNobodyOfAreYellow(String release, String word)
      throws IOException {
    machine.file("proc/sys/kernel/osrelease", release + "\n");

    assertThat(machine.findings(new KernelCheck()))
        .anyMatch(found -> found.health() == Health.YELLOW && found.text().contains(word));
  }

  @Test
  void aLongWriteBackIsYellow() throws IOException {
    machine.file("proc/sys/vm/dirty_expire_centisecs", "60000\n");

    assertOne(
        machine.findings(new KernelCheck()),
        Health.YELLOW,
        "look back",
        "sysctl -w vm.dirty_expire_centisecs=3000");
  }

  @ParameterizedTest
  @CsvSource({
    "000001ffffdfffff, CAP_SYS_ADMIN",
    "000001fffffffffb, CAP_DAC_READ_SEARCH",
    "000001fffff7ffff, CAP_SYS_PTRACE"
  })
  void eachMissingCapabilityIsYellow(String effective, String name) throws IOException {
    machine.file("proc/self/status", "CapEff:\t" + effective + "\n");

    assertOne(machine.findings(new PrivilegesCheck()), Health.YELLOW, name, "root");
  }

  @Test
  void fewFanotifyGroupsAreYellow() throws IOException {
    machine.file("proc/sys/fs/fanotify/max_user_groups", "4\n");

    assertOne(
        machine.findings(new FanotifyLimitsCheck()),
        Health.YELLOW,
        "max_user_groups = 4",
        "sysctl -w fs.fanotify.max_user_groups=128");
  }

  @Test
  void hazard24AMemoryLimitMakesTheQueueALimitedOne() throws IOException {
    // A cgroup whose hierarchy is mounted nowhere may hold any limit.
    machine.file("proc/self/mountinfo", "1 1 8:1 / / rw - ext4 /dev/sda rw\n");
    machine.file("proc/self/cgroup", "4:memory:/system.slice/tidemark.service\n");

    assertOne(
        machine.findings(new MemoryLimitCheck()),
        Health.YELLOW,
        "becomes a gap",
        "sysctl -w fs.fanotify.max_queued_events=131072");
    machine.file("proc/sys/fs/fanotify/max_queued_events", "131072\n");
    assertGreen(machine.findings(new MemoryLimitCheck()));
  }

  private void memoryLimit(long mebibytes) throws IOException {
    machine.file("cgroup/service/memory.max", (mebibytes << 20) + "\n");
    machine.file("proc/self/cgroup", "0::/service\n");
    String place = temp.resolve("system/cgroup").toString();
    machine.file(
        "proc/self/mountinfo",
        "1 1 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:9 / " + place + " rw - cgroup2 none rw\n");
  }

  @Test
  void hazard24TheQueueIsNotToBeLongerThanTheMemoryLimitAllows() throws IOException {
    memoryLimit(256);
    machine.file("proc/sys/fs/fanotify/max_queued_events", "1048576\n");

    assertOne(
        machine.findings(new MemoryLimitCheck()),
        Health.YELLOW,
        "OOM kill",
        "sysctl -w fs.fanotify.max_queued_events=");
    assertThat(advised()).isBetween(16_384L, 500_000L);
    machine.file("proc/sys/fs/fanotify/max_queued_events", advised() + "\n");
    assertGreen(machine.findings(new MemoryLimitCheck()));
  }

  private long advised() {
    String hint = machine.findings(new MemoryLimitCheck()).get(0).hint();
    return Long.parseLong(hint.replaceFirst(".*?events=(\\d+).*", "$1"));
  }

  @Test
  void hazard24UnderALargeMemoryLimitALongQueueIsAdvised() throws IOException {
    memoryLimit(4096);

    assertOne(
        machine.findings(new MemoryLimitCheck()),
        Health.YELLOW,
        "becomes a gap",
        "sysctl -w fs.fanotify.max_queued_events=1048576");
    machine.file("proc/sys/fs/fanotify/max_queued_events", "1048576\n");
    assertGreen(machine.findings(new MemoryLimitCheck()));
  }

  @Test
  void hazard24UnderAMemoryLimitWithoutRoomForAnyQueueALargerOneIsAdvised() throws IOException {
    memoryLimit(100);

    assertOne(machine.findings(new MemoryLimitCheck()), Health.YELLOW, "OOM kill", "MemoryMax=");
  }
}
