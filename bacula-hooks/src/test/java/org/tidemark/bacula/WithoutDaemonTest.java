package org.tidemark.bacula;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.list.BackupWarnings;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;

/** Blocks of a job that no daemon answers, though one may have answered the block before. */
class WithoutDaemonTest {
  private static final String JOB = "Mail.2026-01-31_02.00.00_07";

  @TempDir private Path state;

  private String listed(String kind, String level) {
    return new HookedDaemon(state)
        .print(
            "bacula",
            "fileset",
            "kind=" + kind,
            "jobid=7",
            "job=" + JOB,
            "level=" + level,
            level.equals("Full") ? "prev=" : "prev=before",
            "without-daemon=/srv/mail");
  }

  private String builtOn() throws IOException {
    return new JobRecords(state, new ConsumerName("bacula:Mail")).lastListed(JOB);
  }

  @Test
  void theFirstBlockListsTheTrees() {
    assertThat(listed("objects", "Incremental")).isEqualTo("/srv/mail\n" + warnings() + "\n");
    assertThat(listed("dirs", "Incremental")).isEmpty();
  }

  private Path warnings() {
    return BackupWarnings.place(state, new ConsumerName("bacula:Mail"));
  }

  /** It is all that a restore of this job has to go by: the manifests end with the job before. */
  @Test
  void theJobSavesWhatIsAmiss() throws IOException {
    String unused = listed("objects", "Incremental");

    try (InputStream in = Files.newInputStream(warnings())) {
      BackupWarnings saved = BackupWarnings.read(in);
      assertThat(saved.backup()).isEqualTo(JOB);
      assertThat(saved.what()).singleElement().asString().startsWith("by times only, ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"objects", "dirs", "contents"})
  void theNextJobBuildsOnTheOneBeforeWhicheverBlockHadNoAnswer(String kind) throws IOException {
    String unused = listed(kind, "Incremental");

    assertThat(builtOn()).isEqualTo("before");
  }

  @Test
  void aFullWhoseTreesWereListedIsABase() throws IOException {
    String unused = listed("dirs", "Full");

    assertThat(builtOn()).isEqualTo(JOB);
  }

  /** Bacula shows what this command prints, and its code, in the log of the job. */
  @Test
  void theScriptOfTheJobSaysWhatIsAmiss() {
    String unused = listed("objects", "Incremental");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    int code = window(out, JOB);

    assertThat(out.toString(UTF_8)).startsWith("WARNING: by times only, ");
    assertThat(code).isEqualTo(ExitCode.PARTIAL.number());
    assertThat(window(out, "Mail.2026-02-01_02.00.00_08")).isZero();
  }

  private int window(ByteArrayOutputStream out, String job) {
    List<String> words =
        List.of("bacula", "window", "jobid=7", "job=" + job, "--state", state.toString());
    return Main.run(words, out, new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
  }
}
