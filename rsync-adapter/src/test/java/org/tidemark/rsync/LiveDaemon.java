package org.tidemark.rsync;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.daemon.Daemon;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.source.SourceChoice;

/** A daemon inside the test's own JVM, and the command line as a user has it, without a process. */
final class LiveDaemon implements AutoCloseable {
  private final Path state;
  private final Path run;
  private final String configFile;
  private final List<PathBytes> watched;
  private final SourceChoice source;
  private Daemon daemon;

  private LiveDaemon(Path folder, String configFile, List<PathBytes> watched, SourceChoice source) {
    this.state = folder.resolve("state");
    this.run = folder.resolve("run");
    this.configFile = configFile;
    this.watched = watched;
    this.source = source;
  }

  static LiveDaemon start(Path folder, PathBytes watched, SourceChoice source)
      throws TidemarkException {
    LiveDaemon live = new LiveDaemon(folder, null, List.of(watched), source);
    live.start();
    return live;
  }

  /** Watches a tree, with all that is mounted below it or without. */
  static LiveDaemon start(Path folder, PathBytes watched, boolean nested)
      throws IOException, TidemarkException {
    Path config = folder.resolve("tidemark.conf");
    String text = "[filesystem tree]\npath = %s\nnested = %s\n";
    Files.writeString(config, text.formatted(watched, nested ? "yes" : "no"));
    LiveDaemon live = new LiveDaemon(folder, config.toString(), List.of(), null);
    live.start();
    return live;
  }

  void start() throws TidemarkException {
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", run.toString());
    JournalConfig config =
        new ConfigLoader()
            .load(new Overrides(state.toString(), configFile, watched, source, environment));
    daemon = Daemon.start(config);
  }

  Path state() {
    return state;
  }

  /** What a command printed and how it ended. */
  record Result(int code, String out, String err) {
    @Override
    public String toString() {
      return "exit code " + code + "\n" + out + err;
    }
  }

  /** Runs a command as {@code tidemark ARGUMENTS --state …} would. */
  Result tidemark(String... arguments) {
    return tidemark(state, arguments);
  }

  /** As {@link #tidemark(String...)}, for the daemon of any state folder. */
  static Result tidemark(Path state, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--state");
    all.add(state.toString());
    return plain(all.toArray(String[]::new));
  }

  /** Runs a command with nothing added. */
  static Result plain(String... arguments) {
    List<String> all = List.of(arguments);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(all, out, new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Result(
        code, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.UTF_8));
  }

  /** As {@link #tidemark}, by the launcher of the built tree, as a process of its own. */
  Result tidemarkProcess(Path launcher, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add(launcher.toString());
    all.addAll(List.of(arguments));
    all.add("--state");
    all.add(state.toString());
    Path out = Files.createTempFile("tidemark", ".out");
    Path err = Files.createTempFile("tidemark", ".err");
    try {
      Process process =
          new ProcessBuilder(all).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      int code = process.waitFor();
      return new Result(
          code,
          Files.readString(out, StandardCharsets.ISO_8859_1),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  void stop() {
    daemon.close();
  }

  @Override
  public void close() {
    stop();
  }
}
