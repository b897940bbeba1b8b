package org.tidemark.bacula;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
      Files.writeString(folder.resolve("tidemark-client.conf"), host.config("--part", "client"));
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
    Eventually.await(() -> "the daemon answers: " + log, Eventually.PATIENCE, ours()::answers);
  }

  /** As the kernel kills it: it cannot say goodbye. */
  void killDaemon() {
    daemon.destroyForcibly();
    Eventually.await("the daemon is gone", () -> !daemon.isAlive());
  }

  void awaitReconciled() {
    ours().awaitReconciled();
  }

  private HookedDaemon ours() {
    return new HookedDaemon(state());
  }

  /** What {@code tidemark bacula config} prints. */
  String config(String... options) {
    List<String> all = new ArrayList<>(List.of("bacula", "config"));
    all.addAll(List.of("--hook", home.hook().toString()));
    all.addAll(List.of(options));
    return ours().print(all.toArray(String[]::new));
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
