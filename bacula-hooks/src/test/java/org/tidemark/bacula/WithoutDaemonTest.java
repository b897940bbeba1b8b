package org.tidemark.bacula;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.list.BackupWarnings;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ScratchFilesystem;

/** Blocks of a job that no daemon answers, though one may have answered the block before. */
class WithoutDaemonTest {
  private static final String JOB = "Mail.2026-01-31_02.00.00_07";

  @TempDir private Path state;

  private String listed(String kind, String level) {
    return listed(kind, level, "/srv/mail");
  }

  private String listed(String kind, String level, String... trees) {
    List<String> words = new ArrayList<>(List.of("bacula", "fileset", "kind=" + kind));
    words.addAll(List.of("rootset=1", "jobid=7", "job=" + JOB, "level=" + level));
    words.add(level.equals("Full") ? "prev=" : "prev=before");
    for (String tree : trees) {
      words.add("without-daemon=" + tree);
    }
    return new HookedDaemon(state).print(words.toArray(String[]::new));
  }

  private String builtOn() throws TidemarkException {
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
  void theNextJobBuildsOnTheOneBeforeWhicheverBlockHadNoAnswer(String kind)
      throws TidemarkException {
    String unused = listed(kind, "Incremental");

    assertThat(builtOn()).isEqualTo("before");
  }

  @Test
  void aFullWhoseTreesWereListedIsABase() throws TidemarkException {
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

  @ParameterizedTest
  @ValueSource(strings = {"Full", "Incremental"})
  void whatIsMountedBelowTheTreesAndIsNotNamedIsSaid(String level) {
    try (ScratchFilesystem disk = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS)) {
      for (String name : List.of("named", "left")) {
        disk.tree().mkdir(name);
        disk.mountAlsoAt(disk.tree().path(name));
      }
      String named = disk.tree().path("named").latin1();
      String unused = listed("objects", level, disk.path().latin1(), named);
      ByteArrayOutputStream out = new ByteArrayOutputStream();

      assertThat(window(out, JOB)).isEqualTo(ExitCode.PARTIAL.number());

      assertThat(out.toString(UTF_8))
          .contains("what is mounted there: [" + disk.tree().path("left").latin1() + "]");
    }
  }

  /** A folder that is not there is not made: it may be the wrong one. */
  @Test
  void nothingIsNotedWhereThereIsNoState() {
    Path missing = state.resolve("missing");

    int code =
        Main.run(
            List.of(
                "bacula",
                "fileset",
                "kind=objects",
                "rootset=1",
                "jobid=7",
                "job=" + JOB,
                "level=Full",
                "prev=",
                "--state",
                missing.toString()),
            nothing(),
            new PrintStream(nothing(), true, UTF_8));

    assertThat(code).isEqualTo(ExitCode.NO_DAEMON.number());
    assertThat(missing).doesNotExist();
  }

  @Test
  void theStatusSaysWhyAListCouldNotBeMade() {
    assertThat(run(nothing(), "fileset", "kind=dirs", "rootset=1", "level=Full", "prev="))
        .isEqualTo(ExitCode.NO_DAEMON.number());

    assertThat(new HookedDaemon(state).print("bacula", "status", "Mail"))
        .contains("failed " + JOB + ": no daemon answers");
  }

  @Test
  void theStatusIsForPeople() {
    String unused = listed("objects", "Incremental");
    assertThat(run(nothing(), "ended", "outcome=OK -- with warnings")).isZero();

    assertThat(new HookedDaemon(state).print("bacula", "status", "Mail").lines())
        .anyMatch(
            line ->
                line.matches(
                    "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d warned .*: by times only, .*"))
        .anyMatch(line -> line.endsWith(" ended " + JOB + ": OK -- with warnings"))
        .anyMatch(line -> line.endsWith("the next list goes back to before"));
  }

  private static ByteArrayOutputStream nothing() {
    return new ByteArrayOutputStream();
  }

  private int run(ByteArrayOutputStream out, String command, String... words) {
    List<String> all = new ArrayList<>(List.of("bacula", command, "jobid=7", "job=" + JOB));
    all.addAll(List.of(words));
    all.addAll(List.of("--state", state.toString()));
    return Main.run(all, out, new PrintStream(nothing(), true, UTF_8));
  }

  private int window(ByteArrayOutputStream out, String job) {
    List<String> words =
        List.of("bacula", "window", "jobid=7", "job=" + job, "--state", state.toString());
    return Main.run(words, out, new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
  }
}
