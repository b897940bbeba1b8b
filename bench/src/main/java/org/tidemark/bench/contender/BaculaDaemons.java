package org.tidemark.bench.contender;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tidemark.bench.Bench;
import org.tidemark.bench.machine.Programs;

/**
 * Bacula's Director, storage daemon and file daemon on free ports of the loopback, with a catalogue
 * in SQLite. Used by one thread.
 */
public final class BaculaDaemons implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long PAUSE_MILLIS = 5;
  private static final List<String> STARTED = List.of("bacula-sd", "bacula-fd", "bacula-dir");
  private static final Pattern QUEUED = Pattern.compile("Job queued\\. JobId=(\\d+)");
  private static final Pattern ESTIMATED = Pattern.compile("OK estimate files=([\\d,]+)");
  private static final Pattern FILES = Pattern.compile("FD Files Written: +([\\d,]+)");

  private static final String DIRECTOR =
      """
      Director {
        Name = b-dir; DIRport = @DIRPORT@; DirAddress = 127.0.0.1; Password = "p"; Messages = Std
        QueryFile = "@BACULA@/etc/bacula/scripts/query.sql"
        WorkingDirectory = "@W@"; PidDirectory = "@W@"
      }
      Catalog { Name = Cat; dbname = "bacula"; dbuser = ""; dbpassword = "" }
      Client { Name = b-fd; Address = 127.0.0.1; FDPort = @FDPORT@; Catalog = Cat; Password = "p" }
      Storage {
        Name = S; Address = 127.0.0.1; SDPort = @SDPORT@; Password = "p"; Device = D
        Media Type = File
      }
      Pool { Name = P; Pool Type = Backup; Label Format = "V-"; Maximum Volume Jobs = 1 }
      Messages { Name = Std; append = "@W@/job.log" = all, !skipped, !saved, !restored }
      @@W@/jobs.conf
      Job {
        Name = Restore; Type = Restore; Client = b-fd; FileSet = Stock; Storage = S; Pool = P
        Messages = Std; Where = "@W@/restored"
      }
      """;
  private static final String FILE_DAEMON =
      """
      Director { Name = b-dir; Password = "p" }
      FileDaemon {
        Name = b-fd; FDport = @FDPORT@; FDAddress = 127.0.0.1
        WorkingDirectory = "@W@"; Pid Directory = "@W@"
        Disable Command = accurate
      }
      Messages { Name = Std; director = b-dir = all, !skipped, !restored }
      """;
  private static final String STORAGE =
      """
      Storage {
        Name = b-sd; SDPort = @SDPORT@; SDAddress = 127.0.0.1
        WorkingDirectory = "@W@"; Pid Directory = "@W@"
      }
      Director { Name = b-dir; Password = "p" }
      Device {
        Name = D; Media Type = File; Archive Device = "@W@/volumes"; LabelMedia = yes
        Random Access = yes; AutomaticMount = yes; RemovableMedia = no; AlwaysOpen = no
      }
      Messages { Name = Std; director = b-dir = all }
      """;
  private static final String CONSOLE =
      "Director { Name = b-dir; DIRport = @DIRPORT@; address = 127.0.0.1; Password = \"p\" }\n";

  private final Bench bench;
  private final Path folder;
  private final Map<String, String> values;
  private final List<Process> daemons = new ArrayList<>();

  /**
   * A job that ended well.
   *
   * @param seconds from the console's command to its end; the Director waits two of them before it
   *     starts a job
   * @param files that it saved or restored
   */
  public record Ran(double seconds, long files) {}

  private BaculaDaemons(Bench bench, Path folder) throws IOException {
    this.bench = bench;
    this.folder = folder;
    values =
        Map.of(
            "@W@", folder.toString(),
            "@BACULA@", bench.bacula().toString(),
            "@DIRPORT@", freePort(),
            "@FDPORT@", freePort(),
            "@SDPORT@", freePort());
    Files.createDirectories(folder.resolve("volumes"));
    write("bacula-dir", DIRECTOR);
    write("bacula-fd", FILE_DAEMON);
    write("bacula-sd", STORAGE);
    write("bconsole", CONSOLE);
  }

  /**
   * Starts all three.
   *
   * @param jobs what the Director's configuration says of FileSets and jobs
   * @param settings of the hook, {@code bacula.env}
   */
  public static BaculaDaemons start(Bench bench, String jobs, Path settings)
      throws IOException, InterruptedException {
    if (!Files.isExecutable(bench.bacula().resolve("usr/sbin/bacula-dir"))) {
      throw new IOException("there is no Bacula in " + bench.bacula());
    }
    BaculaDaemons bacula = new BaculaDaemons(bench, bench.workshop().freshFolder("bacula"));
    Files.writeString(bacula.folder.resolve("jobs.conf"), jobs);
    bacula.makeCatalogue();
    try {
      for (String name : STARTED) {
        bacula.launch(name, settings);
      }
      bacula.awaitDirector();
    } catch (IOException e) {
      bacula.close();
      throw e;
    }
    return bacula;
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return String.valueOf(socket.getLocalPort());
    }
  }

  private void write(String name, String text) throws IOException {
    String all = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      all = all.replace(value.getKey(), value.getValue());
    }
    Files.writeString(folder.resolve(name + ".conf"), all);
  }

  private void makeCatalogue() throws IOException, InterruptedException {
    Path schema =
        bench
            .bacula()
            .resolve("usr/share/dbconfig-common/data/bacula-director-sqlite3/install/sqlite3");
    String command = "sqlite3 '" + folder.resolve("bacula.db") + "' <'" + schema + "'";
    bench.programs().check(List.of("sh", "-c", command), PATIENCE);
  }

  private void launch(String name, Path settings) throws IOException {
    Path log = folder.resolve(name + ".out");
    Map<String, String> environment =
        Map.of("LD_LIBRARY_PATH", libraries(), "TIDEMARK_BACULA_SETTINGS", settings.toString());
    String configuration = folder.resolve(name + ".conf").toString();
    List<String> command = List.of(program(name), "-f", "-P", "-c", configuration);
    daemons.add(bench.programs().start(command, environment, log.toFile(), log.toFile()));
  }

  private String program(String name) {
    return bench.bacula().resolve("usr/sbin").resolve(name).toString();
  }

  private String libraries() {
    return bench.bacula().resolve("usr/lib/bacula").toString();
  }

  private void awaitDirector() throws IOException, InterruptedException {
    Process director = daemons.get(daemons.size() - 1);
    Waiting.until(
        () -> console("version", PATIENCE).contains("b-dir Version"),
        director,
        "bacula-dir",
        PATIENCE);
  }

  private String console(String command, Duration longest)
      throws IOException, InterruptedException {
    Path input = Files.writeString(folder.resolve("console.in"), command + "\nquit\n");
    String line =
        "LD_LIBRARY_PATH='"
            + libraries()
            + "' '"
            + program("bconsole")
            + "' -c '"
            + folder.resolve("bconsole.conf")
            + "' <'"
            + input
            + "'";
    return bench.programs().run(List.of("sh", "-c", line), longest).out();
  }

  /** Runs a job to its end; with a second of its own, since Bacula compares whole seconds. */
  public Ran run(String job, String level) throws IOException, InterruptedException {
    Thread.sleep(1100);
    return command("run job=" + job + " level=" + level + " yes");
  }

  /** Restores the newest state of a FileSet into a folder, which stands for {@code /}. */
  public Ran restore(String fileset, Path where) throws IOException, InterruptedException {
    return command(
        "restore client=b-fd fileset="
            + fileset
            + " where="
            + where
            + " select current all done yes");
  }

  /** How many files an incremental job would save now: the file daemon gets its list, too. */
  public long estimate(String job) throws IOException, InterruptedException {
    String said = console("estimate job=" + job + " level=Incremental", Bench.LONG);
    Matcher files = ESTIMATED.matcher(said);
    if (!files.find()) {
      throw new IOException("Bacula's console did not estimate a job: " + said);
    }
    return number(files.group(1));
  }

  /** The process of the file daemon. */
  public long fileDaemon() {
    return daemons.get(STARTED.indexOf("bacula-fd")).pid();
  }

  /** The Director writes its log when a job has ended. */
  private Ran command(String command) throws IOException, InterruptedException {
    Path log = folder.resolve("job.log");
    long offset = Files.exists(log) ? Files.size(log) : 0;
    long start = System.nanoTime();
    String said = console(command, PATIENCE);
    Matcher queued = QUEUED.matcher(said);
    if (!queued.find()) {
      throw new IOException("Bacula's console did not start a job: " + said);
    }
    String all = await(log, offset, Pattern.compile("Termination: +.*\n"));
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!Pattern.compile("Termination: +(Backup|Restore) OK").matcher(all).find()) {
      throw new IOException("job " + queued.group(1) + " of Bacula failed: " + all);
    }
    Matcher files = FILES.matcher(all);
    return new Ran(seconds, files.find() ? number(files.group(1)) : 0);
  }

  private static long number(String withCommas) {
    return Long.parseLong(withCommas.replace(",", ""));
  }

  private String await(Path log, long offset, Pattern pattern)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Bench.LONG.toNanos();
    while (System.nanoTime() < deadline) {
      String text = Files.exists(log) ? textFrom(log, offset) : "";
      if (pattern.matcher(text).find()) {
        return text;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IOException("Bacula's log shows no " + pattern + " after " + Bench.LONG);
  }

  private static String textFrom(Path log, long offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.max(0, file.length() - offset)];
      file.seek(offset);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    for (Process daemon : daemons) {
      try {
        Programs.stop(daemon, PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
