package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.Programs;
import org.tidemark.netbackup.doubles.Behaviours;
import org.tidemark.netbackup.doubles.JobResult;
import org.tidemark.netbackup.doubles.Policy;
import org.tidemark.netbackup.doubles.ScheduleType;
import org.tidemark.netbackup.doubles.Trouble;

/** What loses files is refused with its reason: when it is installed, or when the job starts. */
class MisuseTest {
  private static final int REFUSED = 5;

  @TempDir Path folder;
  private NetBackupSite site;

  @BeforeEach
  void start() throws Exception {
    site = NetBackupSite.start(folder, Behaviours.usual(), 1);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Policy lists() {
    return site.netbackup().policy(NetBackupSite.LISTS);
  }

  private void isRefusedAtInstallation(Policy policy, String reason) {
    site.netbackup().put(policy);

    NetBackupSite.Said said = site.install();

    assertThat(said.code()).as(said.output()).isEqualTo(REFUSED);
    assertThat(said.output()).contains(reason);
    assertThat(
            site.netbackup()
                .openv()
                .commands()
                .resolve("bpstart_notify." + NetBackupSite.LISTS + "." + NetBackupSite.NIGHTLY))
        .doesNotExist();
  }

  private void installWithBase() {
    site.install().orFail();
    site.tree().write("old", "x");
    site.full();
    site.netbackupCommand("refresh").orFail();
    site.tree().write("new", "x");
  }

  private JobResult once() {
    return site.netbackup().runOnce(NetBackupSite.LISTS, NetBackupSite.NIGHTLY, Trouble.NONE);
  }

  private void failsWith73(String reason) {
    JobResult job = once();

    assertThat(job.status()).as(() -> site.explain()).isEqualTo(73);
    assertThat(job.image()).isEmpty();
    assertThat(site.hooksLog()).contains(reason);
  }

  @Test
  void trueImageRestoreInformationIsRefused() {
    isRefusedAtInstallation(lists().withTir(), "true image restore information");
  }

  @Test
  void acceleratorIsRefused() {
    isRefusedAtInstallation(lists().withAccelerator(), "uses Accelerator");
  }

  @Test
  void aSyntheticScheduleIsRefused() {
    Policy synthetic =
        new Policy(
            NetBackupSite.LISTS,
            0,
            List.of(new Policy.Schedule(NetBackupSite.NIGHTLY, ScheduleType.FULL, true)),
            List.of(List.of("/")),
            false,
            false,
            true,
            true);
    isRefusedAtInstallation(synthetic, "is synthetic");
  }

  @Test
  void anIncrementalScheduleIsRefused() {
    isRefusedAtInstallation(
        Policy.of(NetBackupSite.LISTS, NetBackupSite.NIGHTLY, ScheduleType.INCR), "of type INCR");
  }

  @Test
  void aScheduleThatBecameIncrementalFailsItsJob() {
    installWithBase();
    site.netbackup().put(Policy.of(NetBackupSite.LISTS, NetBackupSite.NIGHTLY, ScheduleType.INCR));

    failsWith73("INCR: it would skip listed files with old times");
  }

  @Test
  void severalStreamsAreRefused() {
    isRefusedAtInstallation(
        lists().withStreams(List.of(List.of("/a"), List.of("/b"))), "multiple data streams");
  }

  @Test
  void aPolicyThatGotSeveralStreamsFailsItsJob() {
    installWithBase();
    site.netbackup().put(lists().withStreams(List.of(List.of("/a"), List.of("/b"))));

    failsWith73("the job has 2 streams");
  }

  @Test
  void anotherSelectionThanTheRootIsRefused() {
    isRefusedAtInstallation(lists().selecting("/srv"), "a list adds nothing that is not selected");
  }

  @Test
  void anotherTypeOfPolicyIsRefused() {
    isRefusedAtInstallation(lists().ofType(13), "not Standard");
  }

  @Test
  void aListOfTheWholeSiteStaysAndIsSaidToBeWithoutEffect() throws IOException {
    Path plain = site.netbackup().openv().netbackup().resolve("include_list");
    Files.writeString(plain, "/everything\n");

    NetBackupSite.Said said = site.install().orFail();

    assertThat(said.output()).contains(plain + ": is not read for policy " + NetBackupSite.LISTS);
    assertThat(plain).hasContent("/everything\n");
    site.tree().write("old", "x");
    site.full();
    site.tree().write("new", "x");
    site.netbackupCommand("refresh").orFail();
    assertThat(once().names()).contains(site.tree().path("new").latin1());
  }

  @Test
  void aHookThatIsNotRunnableFailsTheJob() {
    installWithBase();
    Path hook =
        site.netbackup()
            .openv()
            .commands()
            .resolve("bpstart_notify." + NetBackupSite.LISTS + "." + NetBackupSite.NIGHTLY);
    Programs.run("chmod", "644", hook.toString()).orFail();

    assertThat(once().status()).isEqualTo(73);
    Programs.Result doctor =
        Programs.run("env", "TIDEMARK_STATE=" + site.state(), site.launcher().toString(), "doctor");
    assertThat(doctor.output()).contains("the hook cannot be run");
  }

  @Test
  void withoutABaseTheJobFails() {
    site.install().orFail();

    failsWith73("there is no base");
  }

  @Test
  void withoutTheDaemonTheJobFailsAndTheNextOneHasItsPeriodToo() throws Exception {
    installWithBase();
    site.stopDaemon();

    failsWith73("daemon");

    site.startDaemon();
    site.netbackupCommand("refresh");
    assertThat(once().names()).contains(site.tree().path("new").latin1());
  }

  @Test
  void whenTheDeadlineHasPassedTheJobFailsInTime() throws IOException {
    site.install("--deadline", "1").orFail();
    site.tree().write("old", "x");
    site.full();
    Files.writeString(site.launcher(), "#!/bin/sh\nexec /bin/sleep 100\n");

    JobResult job = once();

    assertThat(job.status()).isEqualTo(73);
    assertThat(site.hooksLog()).contains("no answer within");
    assertThat(site.netbackup().violations()).isEmpty();
  }
}
