package org.tidemark.rsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A command as a process of its own, with the test's class path, that can be killed. */
final class ForkedTidemark {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Path log;
  private final long begin = System.nanoTime();

  private ForkedTidemark(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code tidemark ARGUMENTS --state STATE}.
   *
   * @param arguments one character per byte, ASCII only
   * @param folder gets what it prints
   */
  static ForkedTidemark start(Path folder, Path state, String... arguments) throws IOException {
    return start(folder, state, System.getenv("PATH"), List.of(arguments));
  }

  /**
   * As {@link #start(Path, Path, String...)}.
   *
   * @param programs the PATH on which it finds its programs
   */
  static ForkedTidemark start(Path folder, Path state, String programs, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.tidemark.journal.cli.Main");
    command.addAll(arguments);
    command.addAll(List.of("--state", state.toString()));
    Path log = Files.createTempFile(folder, "tidemark", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", programs);
    return new ForkedTidemark(builder.redirectOutput(log.toFile()).start(), log);
  }

  /** SIGKILL after a time; the exit code if it ended by itself before. */
  OptionalInt killedAfter(Duration time) throws InterruptedException {
    long left = time.toNanos() - (System.nanoTime() - begin);
    if (process.waitFor(left, TimeUnit.NANOSECONDS)) {
      return OptionalInt.of(process.exitValue());
    }
    kill();
    return OptionalInt.empty();
  }

  /** SIGKILL, and its end. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    await();
  }

  /** What it started and they started in turn, as far as it runs. */
  List<ProcessHandle> programs() {
    return process.descendants().toList();
  }

  /** Waits for its end and says how long it ran. */
  Duration await() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it does not end: " + said());
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  int exitCode() {
    return process.exitValue();
  }

  String said() {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
