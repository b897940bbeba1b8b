package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;

/**
 * A machine that is saved: an ext4 with a tree, a Tidemark daemon as a process of its own with a
 * state of its own, and the hook. Used by one thread.
 */
final class SavedHost implements AutoCloseable {
  private final ScratchFilesystem disk = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 64);
  private final Place place;
  private final Path folder;
  private final HookHome home;
  private Process daemon;

  private SavedHost(Place place, Path folder) {
    this.place = place;
    this.folder = folder;
    home = new HookHome(folder, folder.resolve("state"));
  }

  /**
   * Makes one whose daemon runs.
   *
   * @param folder is made
   */
  static SavedHost start(Place place, Path folder) throws IOException {
    Files.createDirectories(folder);
    SavedHost host = new SavedHost(place, folder);
    boolean done = false;
    try {
      HookHome unused = host.home.install(HookHome.launcher());
      host.startDaemon();
      Files.writeString(
          folder.resolve("tidemark-client.conf"), host.config("--part", "client"));
      done = true;
      return host;
    } finally {
      if (!done) {
        host.close();
      }
    }
  }

  void startDaemon() throws IOException {
    List<String> command =
        List.of(
            home.program().toString(),
            "daemon",
            "--state",
            state().toString(),
            "--watch",
            tree().top().latin1());
    ProcessBuilder builder = new ProcessBuilder(place.command(command));
    builder.environment().put("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    Path log = folder.resolve("daemon.log");
    daemon =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Eventually.await(() -> "the daemon answers: " + log, Eventually.PATIENCE, this::answers);
  }

  private boolean answers() {
    return run(new ByteArrayOutputStream(), List.of("status")) == 0;
  }

  /** As the kernel kills it: it cannot say goodbye. */
  void killDaemon() {
    daemon.destroyForcibly();
    Eventually.await("the daemon is gone", () -> !daemon.isAlive());
  }

  /** Waits until nothing is left to be found out about the time in which there was no daemon. */
  void awaitReconciled() {
    Eventually.await(
        "all is reconciled", () -> run(new ByteArrayOutputStream(), "status", "--check") == 0);
  }

  /** What {@code tidemark bacula config} prints. */
  String config(String... options) {
    List<String> all = new ArrayList<>(List.of("bacula", "config"));
    all.addAll(List.of("--hook", home.hook().toString()));
    all.addAll(List.of(options));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(run(out, all)).isZero();
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private int run(ByteArrayOutputStream out, String... arguments) {
    return run(out, List.of(arguments));
  }

  private int run(ByteArrayOutputStream out, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--state", state().toString()));
    PrintStream err = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return Main.run(all, out, err);
  }

  Path state() {
    return home.state();
  }

  Path folder() {
    return folder;
  }

  ByteTree tree() {
    return disk.tree();
  }

  String hookSaid() {
    return home.said();
  }

  @Override
  public void close() {
    if (daemon != null) {
      killDaemon();
    }
    disk.close();
  }
}
