package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Supervisor;

/** {@code tidemark daemon} below a supervisor that keeps its descriptors. Not thread-safe. */
final class SupervisedDaemon implements AutoCloseable {
  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;

  private final Path folder;
  private final Path log;
  private final List<String> command = new ArrayList<>();
  private final Supervisor supervisor;
  private final Map<String, String> environment;
  private long logSeen;

  /**
   * @param folder gets state, run folder and log
   * @param arguments of {@code tidemark daemon}
   */
  SupervisedDaemon(Path folder, String socket, String... arguments) {
    this.folder = folder;
    this.log = folder.resolve("daemon.log");
    this.supervisor = new Supervisor(socket);
    this.environment = Map.of("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx192m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("org.tidemark.journal.cli.Main", "daemon"));
    command.addAll(List.of("--state", state().toString()));
    command.addAll(List.of(arguments));
  }

  Path state() {
    return folder.resolve("state");
  }

  Supervisor supervisor() {
    return supervisor;
  }

  /** Starts it; returns at once. */
  void launch() {
    logSeen = log().length();
    supervisor.start(log, environment, command);
  }

  /** As {@link #launch}, with another receiver named for the descriptors. */
  void launchFor(String listenPid) {
    logSeen = log().length();
    supervisor.start(log, environment, command, listenPid);
  }

  /** Starts it and waits until it says that it is ready. */
  SupervisedDaemon start() {
    launch();
    return awaitReady();
  }

  SupervisedDaemon awaitReady() {
    Eventually.await(
        () -> "ready: " + log(),
        Eventually.PATIENCE,
        () -> supervisor.heard("READY=1") > 0 || !supervisor.isRunning());
    assertThat(supervisor.heard("READY=1")).as("ready: %s", log()).isPositive();
    return this;
  }

  /** SIGTERM, and its end. */
  void stop() {
    supervisor.signal(SIGTERM);
    assertThat(supervisor.await()).as("a clean stop: %s", log()).isEqualTo(128 + SIGTERM);
  }

  /** SIGKILL, and its end. */
  void kill() {
    supervisor.signal(SIGKILL);
    int unused = supervisor.await();
  }

  Tidemark tidemark() {
    return new Tidemark(state());
  }

  /** Everything that it ever printed. */
  String log() {
    try {
      return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it printed since the last start. */
  String logSinceStart() {
    return log().substring((int) logSeen);
  }

  /** Every gap that is in the journal, ended ones too; while no daemon runs. Reads a copy. */
  List<Gap> gaps() throws Exception {
    Path copy = Files.createTempDirectory(folder, "copy");
    for (String name : List.of("journal.db", "journal.db-wal")) {
      Path file = state().resolve(name);
      if (Files.exists(file)) {
        Files.copy(file, copy.resolve(name));
      }
    }
    try (SqliteJournalStore store = SqliteJournalStore.open(copy, copy.resolve("run"));
        JournalReader reader = store.openReader()) {
      return reader.gapsAfter(0);
    }
  }

  @Override
  public void close() {
    supervisor.close();
  }
}
