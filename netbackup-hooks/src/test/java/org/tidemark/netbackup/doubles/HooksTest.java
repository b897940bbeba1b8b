package org.tidemark.netbackup.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.Programs;

/** How the double calls hooks, and what it thinks of those that misbehave. */
class HooksTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;
  private Bench bench;

  private Bench bench() {
    return bench(Behaviours.usual(), Timeouts.usual());
  }

  private Bench bench(Behaviours behaviours, Timeouts timeouts) {
    bench = Bench.in(folder, behaviours, timeouts);
    bench.tree().write("f", "x");
    bench.lists(bench.path("f"));
    return bench;
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String notes() {
    return bench.read(bench.folder().resolve("notes"));
  }

  private String note(String words) {
    return "echo " + words + " >>'" + bench.folder().resolve("notes") + "'";
  }

  @Test
  void onlyTheMostSpecificHookRuns() {
    bench();
    bench.hook("bpstart_notify", note("plain"));
    bench.hook("bpstart_notify.lists", note("policy"));
    bench.hook("bpstart_notify.lists.nightly", note("schedule"));
    bench.hook("bpstart_notify.other.nightly", note("other"));

    assertThat(bench.run().status()).isZero();

    assertThat(notes()).isEqualTo("schedule\n");
  }

  @Test
  void theHookOfThePolicyRunsIfThereIsNoneOfTheSchedule() {
    bench();
    bench.hook("bpend_notify", note("plain"));
    bench.hook("bpend_notify.lists", note("policy"));

    assertThat(bench.run().status()).isZero();

    assertThat(notes()).isEqualTo("policy\n");
  }

  @Test
  void jobsGoOnWithoutHooks() {
    bench();

    assertThat(bench.run().status()).isZero();
  }

  @Test
  void theStartHookGetsFourWordsAndTheEndHookFive() {
    bench();
    bench.hook("bpstart_notify", note("$# $1 $2 $3 $4"));
    bench.hook("bpend_notify", note("$# $1 $2 $3 $4 $5"));

    assertThat(bench.run().status()).isZero();

    assertThat(notes()).isEqualTo("4 client1 lists nightly FULL\n5 client1 lists nightly FULL 0\n");
  }

  @Test
  void hooksSeeNothingOfTheEnvironmentButNetBackupsOwnVariables() {
    bench();
    bench.hook("bpstart_notify", "/usr/bin/env >'" + bench.folder().resolve("notes") + "'");

    JobResult job = bench.run();

    String id = job.image().orElseThrow().id();
    assertThat(notes().lines().filter(line -> !line.startsWith("_=")))
        .contains(
            "BACKUPID=" + id,
            "UNIXBACKUPTIME=" + id.substring("client1_".length()),
            "STREAM_NUMBER=0",
            "STREAM_COUNT=1",
            "RESTARTED=0",
            "PWD=/")
        .anyMatch(line -> line.startsWith("BACKUPTIME="))
        .anyMatch(line -> line.startsWith("STREAM_PID="))
        .hasSize(8);
  }

  @Test
  void aFailedStartHookFailsTheJobWith73() {
    bench();
    bench.hook("bpstart_notify", "exit 1");
    bench.hook("bpend_notify", note("end"));

    JobResult job = bench.run();

    assertThat(job.status()).isEqualTo(73);
    assertThat(job.names()).isEmpty();
    assertThat(bench.netbackup().catalogue().images()).isEmpty();
    assertThat(notes()).isEmpty();
  }

  @Test
  void aFailedEndHookDiscardsTheImage() {
    bench();
    bench.hook("bpend_notify", "exit 1");

    assertThat(bench.run().status()).isEqualTo(Status.END_HOOK_FAILED);
    assertThat(bench.netbackup().catalogue().images()).isEmpty();
  }

  @Test
  void aSlowStartHookFailsTheJobWith74() {
    bench(Behaviours.usual(), new Timeouts(SHORT, LONG, LONG));
    bench.hook("bpstart_notify", "exec /bin/sleep 50");

    assertThat(bench.run().status()).isEqualTo(74);
  }

  @Test
  void aSlowEndHookFailsTheJobWith75() {
    bench(Behaviours.usual(), new Timeouts(LONG, SHORT, LONG));
    bench.hook("bpend_notify", "exec /bin/sleep 50");

    assertThat(bench.run().status()).isEqualTo(75);
  }

  @Test
  void aReadTimeoutShorterThanTheHooksEndsTheJobInItsOwnWay() {
    bench(Behaviours.usual(), new Timeouts(LONG, LONG, SHORT));
    bench.hook("bpstart_notify", "exec /bin/sleep 50");

    assertThat(bench.run().status()).isEqualTo(13);
  }

  @Test
  void aHookThatNotEverybodyMayRunFailsTheJob() {
    bench();
    Path hook = bench.hook("bpstart_notify", "exit 0");
    Programs.run("chmod", "750", hook.toString()).orFail();

    assertThat(bench.run().status()).isEqualTo(73);
  }

  @Test
  void writingToADescriptorOfBpbkarIsNoticed() {
    bench();
    bench.hook("bpstart_notify", "echo hello");
    bench.hook("bpend_notify", "echo trouble >&2");

    assertThat(bench.run().status()).isZero();

    assertThat(bench.netbackup().violations())
        .hasSize(2)
        .anyMatch(line -> line.contains("bpstart_notify wrote") && line.contains("hello"))
        .anyMatch(line -> line.contains("bpend_notify wrote") && line.contains("trouble"));
  }

  @Test
  void aChildThatKeepsADescriptorIsNoticed() {
    bench();
    bench.hook("bpstart_notify", "/bin/sleep 6 >/dev/null 2>&1 </dev/null &");

    assertThat(bench.run().status()).isZero();

    assertThat(bench.netbackup().violations())
        .singleElement()
        .asString()
        .contains("left a child that holds bpbkar's descriptors");
  }

  @Test
  void aQuietHookIsNoBreach() {
    bench();
    bench.hook("bpstart_notify", "exec </dev/null >/dev/null 2>&1", "echo hello", "echo x >&2");

    assertThat(bench.run().status()).isZero();

    assertThat(bench.netbackup().violations()).isEmpty();
  }

  @Test
  void aUsersBackupRunsTheHooksAsTheUser() {
    bench();
    bench.netbackup().put(Policy.of("users", "on demand", ScheduleType.UBAK));
    Programs.run("chmod", "777", bench.folder().toString()).orFail();
    bench.hook("bpstart_notify.users.on demand", "/usr/bin/id -u >'" + bench.folder() + "/notes'");
    JobRequest request =
        new JobRequest(
            bench.netbackup().policy("users"),
            bench.netbackup().policy("users").schedule("on demand"),
            List.of(bench.path("f")),
            0,
            1,
            65534,
            "");

    assertThat(bench.netbackup().runForUser(request).status()).isZero();

    assertThat(notes()).isEqualTo("65534\n");
  }
}
