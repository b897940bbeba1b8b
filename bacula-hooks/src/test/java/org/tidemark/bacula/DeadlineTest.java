package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.Programs;

/** The three lists of a job have one deadline together: the storage daemon waits for them all. */
class DeadlineTest {
  private static final int TIMED_OUT = 124;
  private static final String JOB = "Mail all.2026-01-31_02.00.00_07";

  /** Answers at once for objects, late for contents and much too late for directories. */
  private static final String LAUNCHER =
      "#!/bin/sh\ncase $* in\n*kind=objects*) ;;\n*kind=dirs*) exec sleep 30 ;;\n"
          + "*) exec sleep 3 ;;\nesac\n";

  @TempDir Path folder;
  private HookHome home;

  @BeforeEach
  void install() throws IOException {
    home = new HookHome(folder, folder.resolve("state")).install(LAUNCHER);
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
