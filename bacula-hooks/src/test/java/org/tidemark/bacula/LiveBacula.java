package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

/**
 * Director, storage daemon and file daemon of one test class, as processes on free ports of the
 * loopback, with a catalogue in SQLite. Used by one thread.
 */
final class LiveBacula implements AutoCloseable {
  private static final Pattern QUEUED = Pattern.compile("Job queued\\. JobId=(\\d+)");

  private final BaculaPrograms programs;
  private final Path folder;
  private final Map<String, String> values;
  private final Map<String, Process> daemons = new LinkedHashMap<>();
  private long notBeforeSecond;

  /**
   * @param folder gets everything; holds {@code tidemark.conf} and {@code tidemark-client.conf},
   *     the configuration that is tested
   */
  LiveBacula(BaculaPrograms programs, Path folder) throws IOException {
    this.programs = programs;
    this.folder = folder;
    values =
        Map.of(
            "@BACULA@", programs.root().toString(),
            "@DIRPORT@", freePort(),
            "@FDPORT@", freePort(),
            "@SDPORT@", freePort());
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return String.valueOf(socket.getLocalPort());
    }
  }

  /** Starts all three and waits until they take connections. */
  LiveBacula start() throws IOException {
    Files.createDirectories(folder.resolve("volumes"));
    Programs.run("sh", "-c", "sqlite3 '" + catalogue() + "' < '" + programs.schema() + "'")
        .orFail();
    for (String daemon : List.of("bacula-sd", "bacula-fd", "bacula-dir")) {
      configure(daemon + ".conf");
      launch(daemon);
    }
    configure("bconsole.conf");
    values.forEach(this::awaitPort);
    return this;
  }

  private Path catalogue() {
    return folder.resolve("bacula.db");
  }

  private void configure(String name) throws IOException {
    try (InputStream in = LiveBacula.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace(value.getKey(), value.getValue());
      }
      Files.writeString(folder.resolve(name), text.replace("@W@", folder.toString()));
    }
  }

  private void launch(String daemon) throws IOException {
    Path log = folder.resolve(daemon + ".out");
    Path configuration = folder.resolve(daemon + ".conf");
    ProcessBuilder builder =
        new ProcessBuilder(
            programs.program(daemon).toString(), "-f", "-P", "-c", configuration.toString());
    builder.environment().put("LD_LIBRARY_PATH", programs.libraryPath());
    builder.environment().put("TIDEMARK_BACULA_SETTINGS", folder.resolve("bacula.env").toString());
    daemons.put(daemon, builder.redirectErrorStream(true).redirectOutput(log.toFile()).start());
  }

  private void awaitPort(String name, String port) {
    if (name.endsWith("PORT@")) {
      Eventually.await(
          () -> "a daemon of Bacula listens: " + said(),
          Eventually.PATIENCE,
          () ->
              listens(Integer.parseInt(port))
                  || daemons.values().stream().anyMatch(d -> !d.isAlive()));
      assertThat(daemons.values()).as(said()).allMatch(Process::isAlive);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private String said() {
    StringBuilder all = new StringBuilder();
    for (String name : List.of("bacula-sd", "bacula-fd", "bacula-dir")) {
      all.append(text(folder.resolve(name + ".out")));
    }
    return all.toString();
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the console answers to these commands. */
  String console(String... commands) {
    Path input = folder.resolve("console.in");
    try {
      Files.writeString(input, String.join("\n", commands) + "\nquit\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Programs.run(
            "env",
            "LD_LIBRARY_PATH=" + programs.libraryPath(),
            "sh",
            "-c",
            "exec '"
                + programs.program("bconsole")
                + "' -c '"
                + folder.resolve("bconsole.conf")
                + "' < '"
                + input
                + "'")
        .orFail()
        .output();
  }

  /** Runs job B to its end. */
  JobRow run(String level) {
    return run("B", "level=" + level);
  }

  /** Runs a job to its end, in a second of its own, as Bacula's times have no fractions. */
  JobRow run(String job, String options) {
    long id = begin(job, options);
    String unused = console("wait jobid=" + id);
    notBeforeSecond = System.currentTimeMillis() / 1000 + 2;
    return job(id);
  }

  /** Starts a job and gives its id. */
  long begin(String job, String options) {
    Eventually.await("another second", () -> System.currentTimeMillis() / 1000 >= notBeforeSecond);
    String said = console("run job=" + job + " " + options + " yes");
    Matcher queued = QUEUED.matcher(said);
    assertThat(queued.find()).as(said).isTrue();
    return Long.parseLong(queued.group(1));
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
            "file:" + catalogue() + "?mode=ro",
            query)
        .orFail()
        .output()
        .lines()
        .toList();
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

  /** Restores the newest state into an empty folder, which stands for {@code /}. */
  Path restore() {
    return restore("");
  }

  /**
   * As {@link #restore()}, or an older state.
   *
   * @param before local time, {@code YYYY-MM-DD HH:MM:SS}; empty for the newest
   */
  Path restore(String before) {
    Path target = folder.resolve("restored-" + System.nanoTime());
    restore("where=" + target + state(before) + " select all done yes", target);
    return target;
  }

  private static String state(String before) {
    return before.isEmpty() ? " current" : " before=\"" + before + "\"";
  }

  /** Restores the names of a list once more, into the same folder. */
  String restoreAgain(Path target, Path list, String before) {
    String words = " replace=always" + state(before) + " file=<" + list + " yes";
    return restore("where=" + target + words, target);
  }

  private String restore(String words, Path target) {
    long before = restores();
    String said = console("restore client=t-fd fileset=Tidemark " + words, "wait");
    assertThat(restores()).as("restore into %s: %s", target, said).isGreaterThan(before);
    notBeforeSecond = System.currentTimeMillis() / 1000 + 2;
    return said;
  }

  private long restores() {
    return Long.parseLong(sql("SELECT count(*) FROM Job WHERE Type = 'R'").get(0));
  }

  /** What the last restore ended with: T, or an error's letter. */
  String lastRestore() {
    return sql("SELECT JobStatus FROM Job WHERE Type = 'R' ORDER BY JobId DESC LIMIT 1").get(0);
  }

  Path folder() {
    return folder;
  }

  private void stop(String daemon) {
    Process process = daemons.remove(daemon);
    process.destroy();
    Eventually.await(daemon + " ends", () -> !process.isAlive());
  }

  /** Ends all three. */
  @Override
  public void close() {
    daemons.values().forEach(Process::destroy);
    List.copyOf(daemons.keySet()).forEach(this::stop);
  }
}
