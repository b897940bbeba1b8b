package org.tidemark.journal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.store.SqliteJournalStore;

/** Each finding, on a machine that is made up as far as it must be. */
class DoctorTest {
  @TempDir private Path temp;
  private FakeSystem machine;
  private PathBytes tree;

  @BeforeEach
  void machine() throws IOException {
    Path real = temp.toRealPath();
    machine = new FakeSystem(real);
    tree = PathBytes.ofUtf8(Files.createDirectory(real.resolve("tree")).toString());
  }

  private static void assertOne(List<Finding> findings, Health health, String text, String hint) {
    assertThat(findings)
        .filteredOn(finding -> finding.health() != Health.GREEN)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.health()).isEqualTo(health);
              assertThat(finding.text()).contains(text);
              assertThat(finding.hint()).contains(hint);
            });
  }

  private static void assertGreen(List<Finding> findings) {
    assertThat(findings).isNotEmpty().allMatch(finding -> finding.health() == Health.GREEN);
  }

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

  @Test
  void nothingToWatchIsYellow() {
    assertOne(machine.findings(new TreesCheck()), Health.YELLOW, "no tree", "doctor PATH");
  }

  @Test
  void aTreeThatDoesNotExistIsRed() {
    machine.watching(PathBytes.ofUtf8(temp + "/missing"));

    assertOne(machine.findings(new TreesCheck()), Health.RED, "no such directory", "that exists");
  }

  @Test
  void aNetworkFilesystemIsRed() throws IOException {
    machine.mounted("nfs4", tree.toString(), "server:/export").watching(tree);

    assertOne(
        machine.findings(new TreesCheck()),
        Health.RED,
        "network or cluster filesystem",
        "on the machine that serves it");
  }

  @Test
  void withoutFanotifyInotifyIsUsedAndItsReasonIsSaid() {
    machine.watching(tree);
    machine.faults.setFault((call, arguments) -> call.equals("fanotifyInit") ? -Errno.EPERM : 0);

    assertOne(machine.findings(new TreesCheck()), Health.YELLOW, "fanotify_init: EPERM", "root");
  }

  @Test
  void noSourceAtAllIsRed() {
    machine.watching(tree);
    machine.faults.setFault(
        (call, arguments) ->
            switch (call) {
              case "fanotifyInit" -> -Errno.EPERM;
              case "inotifyInit" -> -Errno.EMFILE;
              default -> 0;
            });

    assertOne(
        machine.findings(new TreesCheck()),
        Health.RED,
        "inotify_init1: EMFILE",
        "fs.inotify.max_user_instances");
  }

  @Test
  void flagsOfNewerKernelsAreYellowWhereTheyAreRefused() {
    machine.watching(tree);
    long newer = 0x10000000L | 0x8000L;
    machine.faults.setFault(
        (call, arguments) ->
            call.equals("fanotifyMark") && ((Long) arguments[2] & newer) != 0 ? -Errno.EINVAL : 0);

    assertThat(machine.findings(new TreesCheck()))
        .filteredOn(found -> found.health() == Health.YELLOW)
        .extracting(Finding::text)
        .satisfiesExactly(
            text -> assertThat(text).contains("FAN_RENAME"),
            text -> assertThat(text).contains("FAN_FS_ERROR"));
  }

  @Test
  void handlesThatCannotBeOpenedAreRed() {
    machine.watching(tree);
    machine.faults.setFault((call, arguments) -> call.equals("openByHandle") ? -Errno.EPERM : 0);

    assertOne(
        machine.findings(new TreesCheck()), Health.RED, "open_by_handle_at", "CAP_DAC_READ_SEARCH");
  }

  @Test
  void tooFewWatchesForTheDirectoriesAreYellowWithTheLineThatRaisesThem() throws IOException {
    machine.watching(tree, "source = inotify");
    machine.file("proc/sys/fs/inotify/max_user_watches", "1\n");

    assertThat(machine.findings(new WatchesCheck()))
        .anySatisfy(
            finding -> {
              assertThat(finding.health()).isEqualTo(Health.YELLOW);
              assertThat(finding.text()).contains("max_user_watches = 1,", "an estimate");
              assertThat(finding.hint())
                  .containsPattern("sysctl -w fs.inotify.max_user_watches=\\d{5,};")
                  .contains("/etc/sysctl.d/60-tidemark.conf");
            });
  }

  @Test
  void timesSetBackCanBeOverlookedForAProgramOfRootsAloneAndNotOnInotify() throws IOException {
    Path program = Files.writeString(temp.toRealPath().resolve("bpbkar"), "x");
    machine.configured("[consumer c]").configured("time-resets-by = " + program);
    assertGreen(machine.findings(new TimeResetsCheck()));

    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertOne(
        machine.findings(new TimeResetsCheck()),
        Health.YELLOW,
        "others than root",
        "/proc/PID/exe");

    Files.delete(program);
    assertOne(machine.findings(new TimeResetsCheck()), Health.YELLOW, "ENOENT", "/proc/PID/exe");

    machine.watching(tree).configured("source = inotify");
    assertThat(machine.findings(new TimeResetsCheck()))
        .anyMatch(finding -> finding.text().contains("does not tell who"));
  }

  @Test
  void aSmallInotifyQueueIsYellowOnlyWhereInotifyIsUsed() throws IOException {
    machine.file("proc/sys/fs/inotify/max_queued_events", "16384\n").watching(tree);
    assertThat(machine.findings(new WatchesCheck()))
        .noneMatch(finding -> finding.text().contains("max_queued_events"));

    machine.configured("source = inotify");
    assertThat(machine.findings(new WatchesCheck()))
        .anyMatch(
            finding ->
                finding.health() == Health.YELLOW
                    && finding.hint().contains("fs.inotify.max_queued_events=1048576"));
  }

  @Test
  void hazard20AMountBelowIsSaidNotToBeCovered() throws IOException {
    machine.mounted("xfs", tree + "/below", "/dev/sdz").watching(tree);
    assertOne(machine.findings(new MountsCheck()), Health.YELLOW, "not covered", "nested = yes");

    machine.configured("nested = yes");
    assertGreen(machine.findings(new MountsCheck()));
  }

  @Test
  void aMountThatAnotherHidesIsYellow() throws IOException {
    machine
        .mounted("xfs", tree + "/below", "/dev/sdy")
        .mounted("ext4", tree + "/below", "/dev/sdz")
        .watching(tree, "nested = yes");

    assertOne(machine.findings(new MountsCheck()), Health.YELLOW, "mounted over", "umount");
  }

  @Test
  void hazard8AnNfsServerIsYellow() throws IOException {
    machine.file("var/lib/nfs/etab", "/srv *(rw)\n");

    assertOne(machine.findings(new NfsServerCheck()), Health.YELLOW, "NFS", "exportfs -v");
  }

  @Test
  void hazard23AFileBehindAWritableLoopDeviceIsYellow() throws IOException {
    machine.watching(tree);
    machine.file("sys/block/loop3/loop/backing_file", tree + "/image\n");
    machine.file("sys/block/loop3/ro", "1\n");
    assertGreen(machine.findings(new LoopDevicesCheck()));

    machine.file("sys/block/loop3/ro", "0\n");
    assertOne(machine.findings(new LoopDevicesCheck()), Health.YELLOW, "loop device", "exclude = ");
  }

  @Test
  void hazard24AStateFolderOnTheWatchedFilesystemIsYellow() {
    machine.watching(tree);

    assertOne(machine.findings(new StateFolderCheck()), Health.YELLOW, "freezes it", "state = ");
  }

  @Test
  void aStateFolderOnANetworkFilesystemIsRed() throws IOException {
    Files.createDirectory(machine.state());
    machine.mounted("nfs4", machine.state().toString(), "server:/export");

    assertOne(machine.findings(new StateFolderCheck()), Health.RED, "another host", "state = ");
  }

  @Test
  void aStateFolderOnATmpfsIsYellow() throws IOException {
    Files.createDirectory(machine.state());
    machine.mounted("tmpfs", machine.state().toString(), "tmpfs");

    assertOne(machine.findings(new StateFolderCheck()), Health.YELLOW, "reboot", "state = ");
  }

  @Test
  void aStateFolderThatIsAFileIsRed() throws IOException {
    Files.writeString(machine.state(), "");

    assertOne(machine.findings(new StateFolderCheck()), Health.RED, "cannot be written", "findmnt");
  }

  @Test
  void lessSpaceThanMinFreeIsRed() {
    machine.minFree("900000T");

    assertOne(machine.findings(new StateFolderCheck()), Health.RED, "below min-free", "free space");
  }

  @Test
  void aDamagedJournalIsRed() throws IOException {
    Files.createDirectory(machine.state());
    Files.writeString(machine.state().resolve("journal.db"), "no database");

    assertOne(machine.findings(new DatabaseCheck()), Health.RED, "not an SQLite", "move it away");
  }

  @Test
  void aJournalIsReadWhileItsDaemonHasIt() throws Exception {
    machine.file("proc/locks", Files.readString(Path.of("/proc/locks")));
    try (SqliteJournalStore store = SqliteJournalStore.open(machine.state(), temp.resolve("run"))) {
      machine.file("proc/locks", Files.readString(Path.of("/proc/locks")));
      assertThat(machine.findings(new DatabaseCheck()))
          .extracting(Finding::text)
          .anyMatch(text -> text.contains(store.journalId()))
          .contains("in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aClockOfAnotherCenturyIsRed() {
    machine.at(Instant.parse("1999-12-31T23:59:59Z"));

    assertOne(machine.findings(new ClockCheck()), Health.RED, "clock is wrong", "set-ntp");
  }

  @Test
  void hazard12AClockBehindTheJournalIsRed() throws Exception {
    SqliteJournalStore.open(machine.state(), temp.resolve("run")).close();
    assertGreen(machine.findings(new ClockCheck()));

    machine.at(Instant.now().minusSeconds(600));
    assertOne(machine.findings(new ClockCheck()), Health.RED, "set back", "tidemark audit");
  }
}
