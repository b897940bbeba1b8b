package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.testing.Invocation;

/**
 * Whatever is wrong with a call: nothing on stdout, one message that says so, and its exit code.
 */
class BadInputTest {
  private static final List<String> JOB = List.of("jobid=7", "job=Mail.2026-01-31_02.00.00_07");

  @TempDir private Path folder;

  static List<Arguments> wrongCalls() {
    return List.of(
        wrong(2, "a command is missing; there are"),
        wrong(2, "'run'", "run"),
        wrong(2, "kind=... is missing", "fileset"),
        wrong(2, "kind=files is none of", fileset("kind=files")),
        wrong(2, "kind= is none of", fileset("kind=")),
        wrong(2, "rootset= has no number", fileset("rootset=")),
        wrong(2, "jobid=x is no number", fileset("jobid=x")),
        wrong(2, "jobid=7%00 is no number", fileset("jobid=7\0")),
        wrong(2, "since=", fileset("since=99999999999999999999")),
        wrong(2, "job=%j is missing or empty", fileset("job=")),
        wrong(2, "shorter name", fileset("job=" + "x".repeat(5000))),
        wrong(2, "'levl=Full'", fileset("levl=Full")),
        wrong(2, "'--jobid'", "fileset", "--jobid"),
        wrong(2, "refresh=maybe is neither yes nor no", fileset("refresh=maybe")),
        wrong(2, "not an absolute path", fileset("without-daemon=srv")),
        wrong(4, "no daemon answers", fileset("level=Fulll")),
        wrong(4, "no daemon answers", fileset("level=")),
        wrong(4, "no daemon answers", fileset("jobid=0")),
        wrong(4, "no daemon answers", fileset("prev=../../x$(id)%00\n;'\"")),
        wrong(4, "no daemon answers", fileset("kind=dirs")),
        wrong(4, "no daemon answers", "config"),
        wrong(2, "--part", "config", "--part", "director"),
        wrong(2, "job=%j is missing or empty", "window", "jobid=7"),
        wrong(2, "'level=Full'", "window", "level=Full"),
        wrong(2, "job=%j is missing or empty", "ended", "outcome=OK"),
        wrong(2, "JOB", "status"));
  }

  private static Arguments wrong(int exit, String message, String... words) {
    return Arguments.of(exit, message, List.of(words));
  }

  /** All the words that Bacula's configuration has, and then one that is not as it should be. */
  private static String[] fileset(String last) {
    List<String> words = new ArrayList<>(List.of("fileset", "kind=objects", "rootset=1"));
    words.addAll(JOB);
    words.addAll(List.of("level=Incremental", "prev=", last));
    return words.toArray(String[]::new);
  }

  private static Invocation call(List<String> words, Path state) {
    List<String> all = new ArrayList<>(List.of("bacula"));
    all.addAll(words);
    if (!words.isEmpty()) {
      all.addAll(List.of("--state", state.toString()));
    }
    return Invocation.of(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("wrongCalls")
  void saysWhatIsWrongAndListsNothing(int exit, String message, List<String> words) {
    call(words, folder).isRefused(exit, message);
  }

  /** What a job noted stands in a folder of the state; it may be a file, or full, or read-only. */
  @Test
  void aStateThatCannotBeWrittenFailsTheScriptsWithItsName() throws IOException {
    Files.createFile(folder.resolve("bacula"));
    for (String command : List.of("window", "ended")) {
      List<String> words = new ArrayList<>(List.of(command));
      words.addAll(JOB);

      Invocation call = call(words, folder);

      assertThat(call.exit()).as(call.err()).isEqualTo(ExitCode.STATE_UNUSABLE.number());
      assertThat(call.err())
          .contains("cannot write " + folder.resolve("bacula"))
          .doesNotContain("unexpectedly", "\tat ");
      assertThat(call.out()).isEmpty();
    }
  }

  /** It may be the wrong one: what is noted there nobody would find again. */
  @Test
  void aStateThatIsNotThereIsNotMade() {
    Path missing = folder.resolve("missing");
    for (String command : List.of("window", "ended")) {
      List<String> words = new ArrayList<>(List.of(command));
      words.addAll(JOB);

      call(words, missing)
          .isRefused(ExitCode.STATE_UNUSABLE.number(), "there is no state folder " + missing);
    }
    call(List.of("status", "Mail"), missing)
        .isRefused(ExitCode.STATE_UNUSABLE.number(), "there is no state folder");
    assertThat(missing).doesNotExist();
  }

  @Test
  void aJobThatNeverRanHasNoStatus() {
    call(List.of("status", "Mial"), folder).isRefused(1, "no run of a job Mial is known");
  }
}
