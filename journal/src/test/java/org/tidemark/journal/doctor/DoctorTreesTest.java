package org.tidemark.journal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.PathBytes;

/** Each finding about the trees and what can follow them. */
class DoctorTreesTest extends DoctorFixture {
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
}
