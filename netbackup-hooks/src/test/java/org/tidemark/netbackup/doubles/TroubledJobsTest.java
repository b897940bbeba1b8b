package org.tidemark.netbackup.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.Programs;

/** Retries, checkpoints, data streams, and servers that fail after the hooks are done. */
class TroubledJobsTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void start() {
    bench = Bench.in(folder);
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      bench.tree().write(name, name);
    }
    bench.lists(bench.paths("a", "b", "c", "d", "e", "f").toArray(String[]::new));
    bench.netbackup().put(bench.netbackup().policy(Bench.POLICY).drivenByList());
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private JobResult run(Trouble... troubles) {
    return bench.netbackup().run(Bench.POLICY, Bench.SCHEDULE, troubles);
  }

  private String notes() {
    return bench.read(bench.folder().resolve("notes"));
  }

  private String note(String words) {
    return "echo " + words + " >>'" + bench.folder().resolve("notes") + "'";
  }

  private void exitScript() {
    Path script = bench.netbackup().primary().resolve("backup_exit_notify");
    bench.write(script, "#!/bin/sh\n" + note("exit $*") + "\n");
    Programs.run("chmod", "755", script.toString()).orFail();
  }

  @Test
  void theServerFailsAfterTheEndHookSawSuccess() {
    bench.hook("bpend_notify", note("end $5"));

    JobResult job = bench.netbackup().runOnce(Bench.POLICY, Bench.SCHEDULE, Trouble.SERVER_FAILS);

    assertThat(job.status()).isEqualTo(84);
    assertThat(notes()).isEqualTo("end 0\n");
    assertThat(bench.netbackup().catalogue().images()).isEmpty();
  }

  @Test
  void aJobWhoseStartHookSaidNoIsTriedAgainOnlyWhenItMayBe() {
    bench.hook("bpstart_notify", note("start"), "exit 1");
    AtomicInteger asked = new AtomicInteger();
    bench
        .netbackup()
        .tryAgainWhen(
            () -> {
              boolean ready = asked.incrementAndGet() % 2 == 0;
              bench.write(bench.folder().resolve("notes"), notes() + "ready " + ready + "\n");
              return ready;
            });

    JobResult job = run();

    assertThat(job.tries()).isEqualTo(3);
    assertThat(notes().lines())
        .containsExactly(
            "start", "ready false", "ready true", "start", "ready false", "ready true", "start");
  }

  @Test
  void aFailedJobIsTriedThreeTimesAndEachTryCallsTheHooks() {
    bench.hook("bpstart_notify", note("start"));
    bench.hook("bpend_notify", note("end"));
    exitScript();

    JobResult job = run(Trouble.SERVER_FAILS, Trouble.BPBKAR_KILLED);

    assertThat(job.status()).isZero();
    assertThat(job.tries()).isEqualTo(3);
    assertThat(notes().lines())
        .containsExactly(
            "start",
            "end",
            "exit client1 lists nightly FULL 84 0 0",
            "start",
            "exit client1 lists nightly FULL 40 0 0",
            "start",
            "end",
            "exit client1 lists nightly FULL 0 0 1");
  }

  @Test
  void afterThreeTriesTheServerGivesUp() {
    exitScript();

    JobResult job = run(Trouble.SERVER_FAILS, Trouble.SERVER_FAILS, Trouble.SERVER_FAILS);

    assertThat(job.status()).isEqualTo(84);
    assertThat(notes()).endsWith("exit client1 lists nightly FULL 84 0 1\n");
  }

  @Test
  void nobodyIsToldOfACrash() {
    exitScript();

    assertThat(run(Trouble.SERVER_CRASHES).status()).isZero();

    assertThat(notes().lines()).containsExactly("exit client1 lists nightly FULL 0 0 1");
  }

  @Test
  void aLateImageIsInTheCatalogueWithTheNextJob() {
    JobResult late = run(Trouble.IMAGE_LATE);
    assertThat(late.status()).isZero();
    assertThat(bench.netbackup().catalogue().images()).isEmpty();

    JobResult next = run(Trouble.NONE);

    assertThat(bench.netbackup().catalogue().images())
        .containsExactly(late.image().orElseThrow(), next.image().orElseThrow());
  }

  @Test
  void aKilledStartHookFailsTheTry() {
    bench.hook("bpstart_notify", "exec /bin/sleep 50");

    JobResult job =
        bench.netbackup().runOnce(Bench.POLICY, Bench.SCHEDULE, Trouble.START_HOOK_KILLED);

    assertThat(job.status()).isEqualTo(73);
  }

  @Test
  void aKilledEndHookDiscardsTheImage() {
    bench.hook("bpend_notify", "exec /bin/sleep 50");

    JobResult job =
        bench.netbackup().runOnce(Bench.POLICY, Bench.SCHEDULE, Trouble.END_HOOK_KILLED);

    assertThat(job.image()).isEmpty();
  }

  @Test
  void aNameThatCannotBeReadMakesTheJobPartial() {
    bench.hook("bpend_notify", note("end $5"));

    JobResult job = run(Trouble.NAME_UNREADABLE);

    assertThat(job.status()).isEqualTo(1);
    assertThat(job.tries()).isEqualTo(1);
    assertThat(job.names()).hasSize(5);
    assertThat(job.messages()).singleElement().asString().contains("Input/output error");
    assertThat(job.image()).isPresent();
    assertThat(notes()).isEqualTo("end 1\n");
  }

  @Test
  void betweenTheHookAndTheListThatIsReadLateThereIsTime() {
    Bench late =
        Bench.in(
            folder.resolve("late"),
            Behaviours.usual().with(UnverifiedBehaviour.LISTS_READ_AFTER_START_HOOK, true));
    late.tree().write("a", "a");
    late.tree().write("b", "b");
    late.lists(late.path("a"));
    late.netbackup().afterStartHook(() -> late.lists(late.path("b")));

    assertThat(late.names(late.run())).containsExactly("b");
    late.close();
  }

  @Test
  void aStoppedJobGoesOnFromItsCheckpoint() {
    bench.hook("bpstart_notify", note("start $RESTARTED $BACKUPID"));
    bench.hook("bpend_notify", note("end $RESTARTED"));

    JobResult job = run(Trouble.STOPPED_AT_CHECKPOINT);

    Image image = job.image().orElseThrow();
    assertThat(bench.names(job)).containsExactly("a", "b", "c", "d", "e", "f");
    assertThat(image.parts()).hasSize(2);
    assertThat(notes().lines())
        .containsExactly("start 0 " + image.id(), "start 1 " + image.id(), "end 1");
    assertThat(bench.netbackup().violations()).isEmpty();
    assertThat(bench.netbackup().restoreInto(folder.resolve("r")).each(List.of(image)).complaints())
        .isEmpty();
    assertThat(bench.restored(folder.resolve("r")).list("")).hasSize(6);
  }

  @Test
  void whatVanishesBeforeTheCheckpointMovesNothingBehindIt() {
    AtomicInteger starts = new AtomicInteger();
    bench
        .netbackup()
        .afterStartHook(
            () -> {
              if (starts.incrementAndGet() == 2) {
                bench.tree().unlink("a");
              }
            });

    JobResult job = run(Trouble.STOPPED_AT_CHECKPOINT);

    assertThat(starts).hasValue(2);
    assertThat(bench.names(job)).containsExactly("a", "b", "c", "d", "e", "f");
    assertThat(bench.netbackup().violations()).isEmpty();
  }

  @Test
  void anotherListBehindACheckpointIsNoticed() {
    String list = bench.netbackup().openv().netbackup() + "/include_list.lists.nightly";
    bench.hook(
        "bpstart_notify", "[ $RESTARTED = 1 ] || echo '" + bench.path("0") + "' >'" + list + "'");
    bench.tree().write("0", "sorts before the others");

    // The lists are read before the hook, so the changed one is that of the resumed job.
    JobResult job = run(Trouble.STOPPED_AT_CHECKPOINT);

    assertThat(job.tries()).isEqualTo(1);
    assertThat(bench.netbackup().violations())
        .singleElement()
        .asString()
        .contains("was resumed with another list");
  }

  @Test
  void theImageIsInTheCatalogueOnlyAfterTheHooks() {
    bench.hook("bpend_notify", note("end"));
    bench
        .netbackup()
        .beforeCatalogue(
            () -> {
              assertThat(notes()).isEqualTo("end\n");
              assertThat(bench.netbackup().catalogue().images()).isEmpty();
            });

    assertThat(run().image()).isPresent();
  }

  @Test
  void dataStreamsRunTheirHooksAtTheSameTime() {
    bench.tree().mkdir("x");
    bench.tree().write("x/1", "x");
    bench.tree().mkdir("y");
    bench.tree().write("y/1", "x");
    bench.lists(bench.path("x/1"), bench.path("y/1"));
    bench
        .netbackup()
        .put(
            Policy.of(Bench.POLICY, Bench.SCHEDULE, ScheduleType.FULL)
                .withStreams(List.of(List.of(bench.path("x")), List.of(bench.path("y")))));
    // Each waits for the other: the hooks of one stream alone would never end.
    String there = "'" + bench.folder() + "'/stream-";
    bench.hook(
        "bpstart_notify",
        ": >" + there + "$STREAM_NUMBER",
        "until [ -e " + there + "1 ] && [ -e " + there + "2 ]; do /bin/sleep 0.05; done",
        note("$STREAM_NUMBER of $STREAM_COUNT"));

    List<JobResult> streams = bench.netbackup().runStreams(Bench.POLICY, Bench.SCHEDULE);

    assertThat(streams).allMatch(JobResult::isGood);
    assertThat(streams).extracting(bench::names).containsExactly(List.of("x/1"), List.of("y/1"));
    assertThat(notes().lines()).containsExactlyInAnyOrder("1 of 2", "2 of 2");
    assertThat(bench.netbackup().catalogue().images()).extracting(Image::number).contains(1, 2);
  }
}
