package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

/**
 * A daemon as a process of its own, started, stopped and killed as an init system would. Used by
 * one thread.
 */
final class DaemonOutside implements AutoCloseable {
  private final Path folder;
  private final Path state;
  private final Path configuration;
  private final List<Path> logs = new ArrayList<>();
  private Process process;

  /**
   * @param folder gets its run folder, its configuration and what it prints
   */
  DaemonOutside(Path folder, Path state, String configuration) {
    this.folder = folder;
    this.state = state;
    this.configuration = folder.resolve("tidemark.conf");
    configure(configuration);
  }

  Path state() {
    return state;
  }

  /** Where the boot's memory of the database lies. */
  Path runFolder() {
    return folder.resolve("run");
  }

  /** From its next start on it has this configuration. */
  void configure(String text) {
    try {
      Files.writeString(configuration, text, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins to start it. */
  void launch() {
    launch(List.of());
  }

  private void launch(List<String> by) {
    try {
      Path log = Files.createTempFile(folder, "daemon", ".log");
      logs.add(log);
      List<String> command = new ArrayList<>(by);
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-Xmx192m",
              "-cp",
              System.getProperty("java.class.path"),
              "org.tidemark.journal.cli.Main",
              "daemon",
              "--state",
              state.toString(),
              "--config",
              configuration.toString()));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("RUNTIME_DIRECTORY", runFolder().toString());
      process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and waits until it answers. */
  void start() {
    startBy();
  }

  /** As {@link #start}, by a program that becomes the one that its arguments name. */
  void startBy(String... program) {
    launch(List.of(program));
    Eventually.await(
        () -> "the daemon answers: " + log(),
        Eventually.PATIENCE,
        () -> !process.isAlive() || tidemark("status").code() == 0);
    assertThat(process.isAlive()).as("alive: %s", log()).isTrue();
  }

  /** SIGTERM, and its end. */
  void stop() {
    process.destroy();
    awaitEnd();
  }

  /** SIGKILL, and its end. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    Eventually.await(() -> "it ends: " + log(), Eventually.PATIENCE, () -> !process.isAlive());
  }

  /** It does nothing until {@link #resume}. */
  void suspend() {
    Programs.run("kill", "-STOP", String.valueOf(process.pid())).orFail();
  }

  void resume() {
    Programs.run("kill", "-CONT", String.valueOf(process.pid())).orFail();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  LiveDaemon.Result tidemark(String... arguments) {
    return LiveDaemon.tidemark(state, arguments);
  }

  /** All that it printed, in all its lives. */
  String log() {
    StringBuilder all = new StringBuilder();
    for (Path log : logs) {
      try {
        all.append(Files.readString(log, StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }
}
