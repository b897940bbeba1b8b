package org.tidemark.netbackup.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.testing.Programs;

/** Each switch does something: the same scene ends differently with it and without it. */
class UnverifiedBehaviourTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void everySwitchIsPrintedInTheLog(UnverifiedBehaviour behaviour) {
    try (Bench bench = Bench.in(folder, Behaviours.usual().with(behaviour, true))) {
      assertThat(bench.netbackup().log())
          .anyMatch(line -> line.startsWith("unverified: " + behaviour + " = on"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everySwitchWorksBothWays(UnverifiedBehaviour behaviour) {
    Scene scene = scene(behaviour);

    assertThat(play(behaviour, true, scene)).as("on").isEqualTo(scene.on);
    assertThat(play(behaviour, false, scene)).as("off").isEqualTo(scene.off);
  }

  private Object play(UnverifiedBehaviour behaviour, boolean value, Scene scene) {
    Behaviours behaviours = Behaviours.usual().with(behaviour, value);
    Timeouts timeouts = new Timeouts(scene.startLimit, LONG, scene.readLimit);
    try (Bench bench = Bench.in(folder.resolve(value ? "on" : "off"), behaviours, timeouts)) {
      bench.tree().write("f", "x");
      bench.lists(bench.path("f"));
      return scene.play.apply(bench);
    }
  }

  /** What is done, and what comes of it. */
  private static final class Scene {
    private final Object on;
    private final Object off;
    private final Function<Bench, Object> play;
    private Duration startLimit = LONG;
    private Duration readLimit = LONG;

    Scene(Object on, Object off, Function<Bench, Object> play) {
      this.on = on;
      this.off = off;
      this.play = play;
    }

    Scene within(Duration start, Duration read) {
      startLimit = start;
      readLimit = read;
      return this;
    }
  }

  private static Scene scene(UnverifiedBehaviour behaviour) {
    return switch (behaviour) {
      case LISTS_READ_AFTER_START_HOOK ->
          new Scene(List.of("g"), List.of("f"), UnverifiedBehaviourTest::aHookThatChangesTheList);
      case UNRUNNABLE_HOOK_FAILS_THE_JOB ->
          new Scene(73, 0, UnverifiedBehaviourTest::aHookThatIsNotRunnable);
      case ALL_MATCHING_HOOKS_RUN ->
          new Scene("specific\nplain\n", "specific\n", UnverifiedBehaviourTest::twoHooks);
      case HOOKS_ONCE_PER_STREAM -> new Scene("x\nx\n", "x\n", UnverifiedBehaviourTest::twoStreams);
      case HOOK_ENVIRONMENT_IS_SET ->
          new Scene("set\n", "unset\n", UnverifiedBehaviourTest::environment);
      case TIMED_OUT_HOOK_IS_KILLED ->
          new Scene(false, true, UnverifiedBehaviourTest::aSlowHook).within(SHORT, LONG);
      case READ_TIMEOUT_IS_41 ->
          new Scene(41, 13, bench -> status(bench, "exec /bin/sleep 9")).within(LONG, SHORT);
      case END_HOOK_AFTER_FAILED_START ->
          new Scene("end 73\n", "", bench -> endHook(bench, Trouble.NONE, "exit 1"));
      case END_HOOK_AFTER_KILLED_BPBKAR ->
          new Scene("end 40\n", "", bench -> endHook(bench, Trouble.BPBKAR_KILLED, "exit 0"));
      case END_HOOK_FAILURE_DISCARDS_IMAGE ->
          new Scene(false, true, UnverifiedBehaviourTest::aFailingEndHook);
      default -> selectionScene(behaviour);
    };
  }

  private static Scene selectionScene(UnverifiedBehaviour behaviour) {
    return switch (behaviour) {
      case LISTED_PATHS_ARE_VISITED_DIRECTLY ->
          new Scene(0L, 2L, bench -> aboveZero(bench.run().calls().readdirs()));
      case LISTED_DIRECTORY_IS_ITS_SUBTREE ->
          new Scene(List.of("d", "d/g"), List.of("d"), UnverifiedBehaviourTest::aListedDirectory);
      case EXCLUSIONS_HOLD_BELOW_LISTED_DIRECTORIES ->
          new Scene(List.of("d"), List.of("d", "d/g"), UnverifiedBehaviourTest::anExclusionBelow);
      case MISSING_ENTRY_MAKES_STATUS_1 ->
          new Scene(1, 0, bench -> statusOfList(bench, "f", "missing"));
      case LONG_PATH_MAKES_STATUS_1 -> new Scene(1, 0, UnverifiedBehaviourTest::aLongPath);
      case BRACES_CAN_BE_ESCAPED ->
          new Scene(List.of("a{b}"), List.of(), bench -> listing(bench, "a{b}", "a\\{b\\}"));
      case DOUBLE_BACKSLASH_IS_ONE ->
          new Scene(List.of("a\\bc"), List.of(), bench -> listing(bench, "a\\bc", "a\\\\*"));
      case STAR_CROSSES_SLASHES ->
          new Scene(
              List.of("d", "d/g"),
              List.of("d", "d/g", "d/h", "d/h/g"),
              UnverifiedBehaviourTest::aStar);
      case PATTERNS_ARE_INDEXED ->
          new Scene(true, false, UnverifiedBehaviourTest::comparisonsFollowTheList);
      default -> otherScene(behaviour);
    };
  }

  private static Scene otherScene(UnverifiedBehaviour behaviour) {
    return switch (behaviour) {
      case REFERENCE_IS_START_OF_IMAGE ->
          new Scene(List.of("g"), List.of(), UnverifiedBehaviourTest::aChangeDuringTheImage);
      case INCREMENTAL_WITHOUT_FULL_SAVES_ALL ->
          new Scene(List.of("f"), List.of(), UnverifiedBehaviourTest::anIncrementalAlone);
      case USER_BACKUP_TESTS_TIMES ->
          new Scene(List.of(), List.of("g"), UnverifiedBehaviourTest::aUsersOldFile);
      case USER_BACKUP_HONOURS_LISTS ->
          new Scene(List.of("f"), List.of("f", "g"), UnverifiedBehaviourTest::aUsersListedFile);
      case LENGTH_PREFIXED_NAMES_ARE_UNDERSTOOD ->
          new Scene(0, 20, UnverifiedBehaviourTest::aListWithLengths);
      case PROGRESS_LOG_ONLY_IN_USER_OPS ->
          new Scene(20, 0, UnverifiedBehaviourTest::aProgressLogElsewhere);
      case RESTORE_REPLACES_OTHER_KINDS ->
          new Scene(true, false, UnverifiedBehaviourTest::aFileForADirectory);
      case RESUMED_IMAGE_IS_RESTORED_AS_ONE ->
          new Scene(true, false, UnverifiedBehaviourTest::aDirectoryAroundACheckpoint);
      case IMAGES_KEEP_WHOLE_SECONDS ->
          new Scene(0, 5, UnverifiedBehaviourTest::aTimeWithAFraction);
      default -> throw new AssertionError("no scene for " + behaviour);
    };
  }

  // --- scenes ----------------------------------------------------------------------------------

  private static String notes(Bench bench) {
    return bench.read(bench.folder().resolve("notes"));
  }

  private static String note(Bench bench, String words) {
    return "echo " + words + " >>'" + bench.folder().resolve("notes") + "'";
  }

  private static Object aHookThatChangesTheList(Bench bench) {
    bench.tree().write("g", "x");
    String list = bench.netbackup().openv().netbackup() + "/include_list.lists.nightly";
    bench.hook("bpstart_notify", "echo '" + bench.path("g") + "' >'" + list + "'");
    return bench.names(bench.run());
  }

  private static Object aHookThatIsNotRunnable(Bench bench) {
    Path hook = bench.hook("bpstart_notify", "exit 0");
    Programs.run("chmod", "644", hook.toString()).orFail();
    return bench.run().status();
  }

  private static Object twoHooks(Bench bench) {
    bench.hook("bpstart_notify", note(bench, "plain"));
    bench.hook("bpstart_notify.lists", note(bench, "specific"));
    return bench.run().isGood() ? notes(bench) : "failed";
  }

  private static Object twoStreams(Bench bench) {
    bench
        .netbackup()
        .put(
            bench
                .netbackup()
                .policy(Bench.POLICY)
                .withStreams(List.of(List.of(bench.path("f")), List.of(bench.path("")))));
    bench.hook("bpstart_notify", note(bench, "x"));
    bench.netbackup().runStreams(Bench.POLICY, Bench.SCHEDULE);
    return notes(bench);
  }

  private static Object environment(Bench bench) {
    bench.hook("bpstart_notify", note(bench, "${BACKUPID:+set}${BACKUPID:-unset}"));
    String id = bench.run().image().orElseThrow().id();
    return notes(bench).replace(id, "");
  }

  private static Object aSlowHook(Bench bench) {
    bench.hook("bpstart_notify", "/bin/sleep 2", note(bench, "done"));
    JobResult unused = bench.run();
    return org.tidemark.journal.testing.Eventually.holdsWithin(
        Duration.ofSeconds(5), () -> !notes(bench).isEmpty());
  }

  private static Object status(Bench bench, String hook) {
    bench.hook("bpstart_notify", hook);
    return bench.run().status();
  }

  private static Object endHook(Bench bench, Trouble trouble, String start) {
    bench.hook("bpstart_notify", start);
    bench.hook("bpend_notify", note(bench, "end $5"));
    JobResult unused = bench.netbackup().runOnce(Bench.POLICY, Bench.SCHEDULE, trouble);
    return notes(bench);
  }

  private static Object aFailingEndHook(Bench bench) {
    bench.hook("bpend_notify", "exit 1");
    return bench.run().image().isPresent();
  }

  private static Object aboveZero(long count) {
    return count == 0 ? 0L : 2L;
  }

  private static Object aListedDirectory(Bench bench) {
    bench.tree().mkdir("d");
    bench.tree().write("d/g", "x");
    bench.lists(bench.path("d"));
    return bench.names(bench.run());
  }

  private static Object anExclusionBelow(Bench bench) {
    bench.tree().mkdir("d");
    bench.tree().write("d/g", "x");
    bench.lists(bench.path("d"));
    bench.list("exclude_list.lists.nightly", "/", "g");
    return bench.names(bench.run());
  }

  private static Object statusOfList(Bench bench, String... names) {
    bench.lists(bench.paths(names).toArray(String[]::new));
    return bench.run().status();
  }

  private static Object aLongPath(Bench bench) {
    String deep = String.join("/", java.util.Collections.nCopies(5, "n".repeat(220)));
    bench.tree().mkdirs(deep);
    bench.lists(bench.path("n".repeat(220)));
    return bench.run().status();
  }

  private static Object listing(Bench bench, String name, String line) {
    bench.tree().write(name, "x");
    bench.lists(bench.path(line));
    return bench.names(bench.run());
  }

  /** An exclusion with a star, which is deeper than the star if it crosses slashes. */
  private static Object aStar(Bench bench) {
    bench.tree().mkdirs("d/h");
    bench.tree().write("d/g", "x");
    bench.tree().write("d/h/g", "x");
    bench.lists(bench.path("d"));
    bench.list("exclude_list.lists.nightly", "/", "/*" + bench.relative(bench.path("d/h")) + "*");
    return bench.names(bench.run());
  }

  private static Object comparisonsFollowTheList(Bench bench) {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      bench.tree().write("n" + i, "x");
      paths.add(bench.path("n" + i));
    }
    bench.lists(paths.toArray(String[]::new));
    return bench.run().calls().comparisons() < 1000;
  }

  private static JobResult of(Bench bench, String schedule) {
    return bench.netbackup().runOnce("other", schedule, Trouble.NONE);
  }

  private static void other(Bench bench) {
    bench
        .netbackup()
        .put(
            Policy.of("other", "full", ScheduleType.FULL)
                .withSchedule("incr", ScheduleType.INCR)
                .withSchedule("user", ScheduleType.UBAK)
                .selecting(bench.path("")));
  }

  private static Object aChangeDuringTheImage(Bench bench) {
    other(bench);
    bench.tree().setModified("f", 1_000_000_000, 0);
    bench.tree().setModified("", 1_000_000_000, 0);
    Image full = of(bench, "full").image().orElseThrow();
    bench.tree().write("g", "x");
    bench.tree().setModified("g", full.time(), 0);
    bench.tree().setModified("", 1_000_000_000, 0);
    return bench.names(of(bench, "incr"));
  }

  private static Object anIncrementalAlone(Bench bench) {
    other(bench);
    return bench.names(of(bench, "incr")).stream().filter(name -> !name.isEmpty()).toList();
  }

  private static Object aUsersOldFile(Bench bench) {
    other(bench);
    JobResult unused = of(bench, "full");
    bench.tree().write("g", "x");
    bench.tree().setModified("g", 1_000_000_000, 0);
    return usersNames(bench, "g");
  }

  private static Object aUsersListedFile(Bench bench) {
    other(bench);
    bench.tree().write("g", "x");
    bench.list("exclude_list", "/");
    bench.list("include_list", bench.path("f"));
    return usersNames(bench, "f", "g");
  }

  private static Object usersNames(Bench bench, String... names) {
    Policy policy = bench.netbackup().policy("other");
    List<String> paths = bench.paths(names);
    return bench.names(
        bench
            .netbackup()
            .runForUser(new JobRequest(policy, policy.schedule("user"), paths, 0, 1, 0, "")));
  }

  private static Object bpbackup(Bench bench, String... words) {
    other(bench);
    List<String> command = new ArrayList<>();
    command.add(bench.netbackup().openv().commands().resolve("bpbackup").toString());
    command.addAll(List.of("-p", "other", "-w"));
    command.addAll(List.of(words));
    return Programs.run(command).exitCode();
  }

  private static Object aListWithLengths(Bench bench) {
    Path list = bench.folder().resolve("list");
    bench.write(list, bench.path("f").length() + " " + bench.path("f") + "\n");
    return bpbackup(bench, "-f", list.toString());
  }

  private static Object aProgressLogElsewhere(Bench bench) {
    return bpbackup(bench, "-L", bench.folder().resolve("log").toString(), bench.path("f"));
  }

  private static Object aFileForADirectory(Bench bench) {
    bench.tree().mkdir("x");
    bench.tree().write("x/g", "1");
    bench.lists(bench.path("x"));
    Image first = bench.run().image().orElseThrow();
    bench.tree().removeTree("x");
    bench.tree().write("x", "2");
    Image second = bench.run().image().orElseThrow();
    Restore restore =
        bench.netbackup().restoreInto(bench.folder().resolve("r")).each(List.of(first, second));
    boolean file = bench.restored(bench.folder().resolve("r")).stat("x").isRegular();
    assertThat(restore.complaints().isEmpty()).isEqualTo(file);
    return file;
  }

  /** Whether it has the time that it had when it was saved. */
  private static Object aDirectoryAroundACheckpoint(Bench bench) {
    bench.tree().mkdir("x");
    bench.tree().write("x/g", "1");
    bench.tree().write("x/h", "1");
    bench.tree().setModified("x", 1_000_000_000, 0);
    bench.lists(bench.path("x"));
    Image image =
        bench
            .netbackup()
            .runOnce(Bench.POLICY, Bench.SCHEDULE, Trouble.STOPPED_AT_CHECKPOINT)
            .image()
            .orElseThrow();
    assertThat(image.parts()).hasSize(2);
    Path into = bench.folder().resolve("r");
    assertThat(bench.netbackup().restoreInto(into).each(List.of(image)).complaints()).isEmpty();
    assertThat(bench.restored(into).list("x")).hasSize(2);
    return bench.restored(into).stat("x").modifySeconds() == 1_000_000_000;
  }

  private static Object aTimeWithAFraction(Bench bench) {
    bench.tree().setModified("f", 1_000_000_000, 5);
    Path into = bench.folder().resolve("r");
    Image image = bench.run().image().orElseThrow();
    assertThat(bench.netbackup().restoreInto(into).each(List.of(image)).complaints()).isEmpty();
    FileStat restored = bench.restored(into).stat("f");
    assertThat(restored.modifySeconds()).isEqualTo(1_000_000_000);
    return restored.modifyNanos();
  }
}
