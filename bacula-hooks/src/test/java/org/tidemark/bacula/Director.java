package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

/** What a Director is asked: by its console, by its catalogue, by its log. Used by one thread. */
final class Director {
  private static final Pattern QUEUED = Pattern.compile("Job queued\\. JobId=(\\d+)");

  private final BaculaPrograms programs;
  private final Place place;
  private final Path folder;
  private long notBeforeSecond;

  /**
   * @param folder the Director's working directory, with {@code bconsole.conf}
   */
  Director(BaculaPrograms programs, Place place, Path folder) {
    this.programs = programs;
    this.place = place;
    this.folder = folder;
  }

  /** What the console answers to these commands. */
  String console(String... commands) {
    Path input = folder.resolve("console.in");
    try {
      String lines = String.join("\n", commands) + "\nquit\n";
      Files.writeString(input, lines, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String command =
        "exec '"
            + programs.program("bconsole")
            + "' -c '"
            + folder.resolve("bconsole.conf")
            + "' < '"
            + input
            + "'";
    return Programs.run(
            place.command(
                List.of("env", "LD_LIBRARY_PATH=" + programs.libraryPath(), "sh", "-c", command)))
        .orFail()
        .output();
  }

  /** Runs job B to its end. */
  JobRow run(String level) {
    return run("B", "level=" + level);
  }

  /** Runs a job to its end, in a second of its own, as Bacula's times have no fractions. */
  JobRow run(String job, String options) {
    return ended(begin(job, options));
  }

  /** Starts a job and gives its id. */
  long begin(String job, String options) {
    Eventually.await("another second", () -> System.currentTimeMillis() / 1000 >= notBeforeSecond);
    String said = console("run job=" + job + " " + options + " yes");
    Matcher queued = QUEUED.matcher(said);
    assertThat(queued.find()).as(said).isTrue();
    return Long.parseLong(queued.group(1));
  }

  /** Waits for the end of a job that was started. */
  JobRow ended(long id) {
    String unused = console("wait jobid=" + id);
    secondIsOver();
    return job(id);
  }

  private void secondIsOver() {
    notBeforeSecond = System.currentTimeMillis() / 1000 + 1;
  }

  JobRow job(long id) {
    String[] row =
        sql("SELECT JobId, Job, Level, JobStatus, JobFiles, JobErrors FROM Job WHERE JobId=" + id)
            .get(0)
            .split("\\|", -1);
    return new JobRow(
        Long.parseLong(row[0]),
        row[1],
        row[2],
        row[3],
        Long.parseLong(row[4]),
        Long.parseLong(row[5]));
  }

  /** Rows of the catalogue, columns with a bar between them, one character per byte. */
  List<String> sql(String query) {
    return Programs.run(
            "sqlite3",
            "-batch",
            "-cmd",
            ".timeout 10000",
            "file:" + catalogue(folder) + "?mode=ro",
            query)
        .orFail()
        .output()
        .lines()
        .toList();
  }

  static Path catalogue(Path folder) {
    return folder.resolve("bacula.db");
  }

  /** What a job saved, one character per byte, in order, each name as often as it was saved. */
  List<String> saved(JobRow job) {
    List<String> names =
        sql(
            "SELECT hex(Path || Name) FROM File JOIN Path USING (PathId)"
                + " JOIN Filename USING (FilenameId) WHERE FileIndex > 0 AND JobId = "
                + job.id()
                + " ORDER BY FileIndex");
    return names.stream()
        .map(hex -> new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1))
        .toList();
  }

  /** All messages of a job. */
  String log(JobRow job) {
    return String.join("\n", sql("SELECT LogText FROM Log WHERE JobId = " + job.id()));
  }

  /**
   * Runs a restore to its end and gives what the console said.
   *
   * @param answers to what the console asks after that
   */
  String restore(String words, String... answers) {
    long before = restores();
    List<String> commands = new ArrayList<>(List.of("restore " + words));
    commands.addAll(List.of(answers));
    commands.add("wait");
    String said = console(commands.toArray(String[]::new));
    assertThat(restores()).as("restore %s: %s", words, said).isGreaterThan(before);
    secondIsOver();
    return said;
  }

  private long restores() {
    return Long.parseLong(sql("SELECT count(*) FROM Job WHERE Type = 'R'").get(0));
  }

  Path folder() {
    return folder;
  }
}
