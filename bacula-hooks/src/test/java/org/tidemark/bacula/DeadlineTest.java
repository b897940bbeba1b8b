package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

/** The three lists of a job have one deadline together: the storage daemon waits for them all. */
class DeadlineTest {
  private static final int TIMED_OUT = 124;
  private static final int KILLED = 137;
  private static final String JOB = "Mail all.2026-01-31_02.00.00_07";

  /** Answers at once for objects, late for contents and much too late for directories. */
  private static final String LAUNCHER =
      "#!/bin/sh\ncase $* in\n*kind=objects*) ;;\n*kind=dirs*) exec sleep 30 ;;\n"
          + "*) exec sleep 3 ;;\nesac\n";

  @TempDir Path folder;
  private HookHome home;

  @BeforeEach
  void install() throws IOException {
    home = new HookHome(folder, Files.createDirectory(folder.resolve("state"))).install(LAUNCHER);
  }

  private int ask(String deadline, String kind, String job) {
    return Programs.run(
            List.of(
                "env",
                "TIDEMARK_BACULA_SETTINGS=" + folder.resolve("bacula.env"),
                "TIDEMARK_BACULA_DEADLINE=" + deadline,
                home.hook().toString(),
                "fileset",
                "kind=" + kind,
                "job=" + job))
        .exitCode();
  }

  private Path asked() throws IOException {
    try (Stream<Path> files = Files.list(home.state().resolve("bacula"))) {
      return files.findFirst().orElseThrow();
    }
  }

  /** As if the first call of that job had been so long ago. */
  private void age(long seconds) throws IOException {
    List<String> lines = Files.readAllLines(asked());
    long began = Long.parseLong(lines.get(0)) - seconds;
    Files.writeString(asked(), began + "\n" + lines.get(1) + "\n");
  }

  @Test
  void whatTheFirstListTookIsMissingForTheOthers() throws IOException {
    assertThat(ask("10m", "objects", JOB)).isZero();
    age(3600);

    assertThat(ask("10m", "dirs", JOB)).isEqualTo(TIMED_OUT);
    assertThat(ask("10m", "contents", JOB)).isEqualTo(TIMED_OUT);
    assertThat(home.said().lines())
        .hasSize(2)
        .allMatch(line -> line.contains(JOB) && line.contains("ended after the deadline, 10m"));
  }

  /** What the command itself answers must not be taken for the deadline. */
  @Test
  void theCodeOfTheCommandIsThatOfTheHook() throws IOException {
    home = new HookHome(folder, folder.resolve("state")).install("#!/bin/sh\necho a\nexit 4\n");

    assertThat(ask("10m", "objects", JOB)).isEqualTo(4);
    assertThat(home.said()).isEmpty();
  }

  /** The kernel takes the largest process where memory runs out, and that is not the deadline. */
  @Test
  void whatWasKilledIsNotTakenForTheDeadline() throws IOException {
    home = new HookHome(folder, folder.resolve("state")).install("#!/bin/sh\nkill -9 $$\n");

    assertThat(ask("10m", "objects", JOB)).isEqualTo(KILLED);
    assertThat(home.said().lines())
        .filteredOn(line -> line.startsWith("tidemark"))
        .singleElement()
        .asString()
        .contains("killed (out of memory, or 10 s after the deadline)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "bash"})
  void whoeverEndsTheHookEndsWhatItStarted(String shell) throws Exception {
    home =
        new HookHome(folder, folder.resolve("state"))
            .install(
                "#!/bin/sh\ntrap 'echo ended; exit 5' TERM\nread -r given\necho $$ \"$given\"\n"
                    + "sleep 60 & wait $!\n");
    String settings = "TIDEMARK_BACULA_SETTINGS=" + folder.resolve("bacula.env");
    Path out = folder.resolve("out");
    Process hook =
        new ProcessBuilder(
                List.of(
                    "env",
                    "--default-signal=TERM",
                    settings,
                    shell,
                    home.hook().toString(),
                    "window"))
            .redirectOutput(out.toFile())
            .start();
    try (BufferedWriter in = hook.outputWriter()) {
      in.write("given\n");
      in.flush();
      Eventually.await("it has begun", () -> lines(out).size() == 1);
      String[] began = lines(out).get(0).split(" ", -1);

      String signals = signals(hook.pid());
      Programs.run("kill", "-TERM", Long.toString(hook.pid())).orFail();

      assertThat(hook.waitFor()).as("%s; %s", signals, home.said()).isEqualTo(5);
      assertThat(began[1]).isEqualTo("given");
      assertThat(lines(out)).last().isEqualTo("ended");
      assertThat(ProcessHandle.of(Long.parseLong(began[0]))).isEmpty();
    } finally {
      hook.destroyForcibly();
    }
  }

  private static String signals(long process) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/status"))) {
      return lines.filter(line -> line.startsWith("Sig")).collect(Collectors.joining(" "));
    }
  }

  /** Whole lines; a pipe may be closed as soon as the hook has ended. */
  private static List<String> lines(Path file) {
    try {
      String text = Files.readString(file);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anotherRunOfTheJobHasADeadlineOfItsOwn() throws IOException {
    assertThat(ask("10m", "objects", JOB)).isZero();
    age(3600);

    assertThat(ask("10m", "contents", "Mail all.2026-01-31_03.00.00_09")).isZero();
    assertThat(ask("10m", "objects", JOB)).isZero();
    assertThat(ask("10m", "contents", JOB)).as("tried again under its name").isZero();
  }
}
