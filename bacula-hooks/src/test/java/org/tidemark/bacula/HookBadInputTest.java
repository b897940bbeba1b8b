package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.testing.Programs;

/**
 * As Bacula calls the hook, which takes both outputs for names of files: whatever is wrong, nothing
 * comes out, the log has one message, and the code fails the job.
 */
class HookBadInputTest {
  /** A new one each time: where there is no state folder, the hook notes in /run when it began. */
  private static final List<String> JOB =
      List.of(
          "jobid=7",
          "job=Mail" + System.nanoTime() + ".2026-01-31_02.00.00_07",
          "level=Incremental",
          "prev=");

  @TempDir private Path folder;
  private HookHome home;

  @BeforeEach
  void install() throws IOException {
    home = new HookHome(folder, folder.resolve("state")).install(HookHome.launcher());
  }

  private Programs.Result call(List<String> words) {
    List<String> all = new ArrayList<>(List.of("env"));
    all.add("TIDEMARK_BACULA_SETTINGS=" + folder.resolve("bacula.env"));
    all.add("TIDEMARK_BACULA_LOG=" + folder.resolve("hook.log"));
    all.add(home.hook().toString());
    all.addAll(words);
    return Programs.run(all);
  }

  private void isRefused(int exit, String message, List<String> words) {
    Programs.Result result = call(words);

    assertThat(result.output()).isEmpty();
    assertThat(home.said().lines().filter(line -> line.startsWith("tidemark")))
        .singleElement()
        .asString()
        .contains(message);
    assertThat(home.said()).doesNotContain("Exception", "\tat ");
    assertThat(result.exitCode()).isEqualTo(exit);
    assertThat(home.state()).doesNotExist();
  }

  private static List<String> fileset(String... last) {
    List<String> words = new ArrayList<>(List.of("fileset", "kind=objects", "rootset=1"));
    words.addAll(JOB);
    words.addAll(List.of(last));
    return words;
  }

  static List<Arguments> wrongCalls() {
    return List.of(
        Arguments.of(2, "a command is missing", List.of()),
        Arguments.of(2, "'run'", List.of("run")),
        Arguments.of(2, "kind=... is missing", List.of("fileset")),
        Arguments.of(2, "kind=files is none of", fileset("kind=files")),
        Arguments.of(2, "'levl=Full' is none of the words", fileset("levl=Full")),
        Arguments.of(2, "jobid=x is no number", fileset("jobid=x")),
        Arguments.of(2, "rootset= has no number", fileset("rootset=")),
        Arguments.of(3, "missing.conf does not exist", fileset("--config", "missing.conf")),
        Arguments.of(4, "no daemon answers", fileset()),
        Arguments.of(8, "there is no state folder", List.of("window", "job=Mail")));
  }

  @ParameterizedTest
  @MethodSource("wrongCalls")
  void aWrongCallListsNothing(int exit, String message, List<String> words) throws IOException {
    if (words.contains("--config")) {
      settings("TIDEMARK_STATE=''\n");
    }
    isRefused(exit, message, words);
  }

  private void settings(String text) throws IOException {
    Files.writeString(folder.resolve("bacula.env"), text);
  }

  static List<Arguments> wrongSettings() {
    return List.of(
        Arguments.of("TIDEMARK_STATE='", "nterminated quoted string"),
        Arguments.of("TIDEMARK_STAT E=1\nTIDEMARK_STATE=''\n", "not found"),
        Arguments.of("TIDEMARK_BACULA_DEADLINE=soon\n", "TIDEMARK_BACULA_DEADLINE=soon is no time"),
        Arguments.of("TIDEMARK_BACULA_DEADLINE=m\n", "TIDEMARK_BACULA_DEADLINE=m is no time"));
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  void wrongSettingsFailTheJob(String text, String message) throws IOException {
    settings(text);
    isRefused(3, message, fileset());
  }

  @Test
  void settingsThatCannotBeReadAreNotPassedOver() throws IOException {
    Files.delete(folder.resolve("bacula.env"));
    Files.createDirectory(folder.resolve("bacula.env"));
    isRefused(3, "the settings in " + folder.resolve("bacula.env"), fileset());
  }

  @Test
  void whatSettingsPrintIsNoName() throws IOException {
    settings("echo hello\nTIDEMARK_STATE='" + home.state() + "'\n");
    isRefused(4, "no daemon answers at " + home.state(), fileset());
  }
}
