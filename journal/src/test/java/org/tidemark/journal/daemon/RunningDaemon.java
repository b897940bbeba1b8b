package org.tidemark.journal.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.window.WindowSettings;

/**
 * A daemon inside this JVM, with state, run folder and configuration in one folder; it can be
 * stopped and started again. Not thread-safe.
 */
final class RunningDaemon implements AutoCloseable {
  private final Path folder;
  private final Path state;
  private Kernel kernel = new NativeKernel();
  private BootClock clock = BootClock.ofThisMachine();
  private Duration deadline = WindowSettings.DEFAULT.flushDeadline();
  private Daemon daemon;

  RunningDaemon(Path folder) {
    this(folder, folder.resolve("state"));
  }

  RunningDaemon(Path folder, Path state) {
    this.folder = folder;
    this.state = state;
  }

  Path state() {
    return state;
  }

  Tidemark tidemark() {
    return new Tidemark(state);
  }

  /** From its next start on it has this kernel. */
  RunningDaemon on(Kernel other) {
    kernel = other;
    return this;
  }

  /** From its next start on it has this clock. */
  RunningDaemon by(BootClock other) {
    clock = other;
    return this;
  }

  /** Starts by {@code --watch}, without a configuration. */
  RunningDaemon watch(PathBytes... roots) throws TidemarkException {
    return start(null, List.of(roots));
  }

  /** Starts by a configuration of these lines, one character per byte. */
  RunningDaemon configured(String... lines) throws TidemarkException {
    Path file = folder.resolve("tidemark.conf");
    try {
      Files.write(file, List.of(lines), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return start(file.toString(), List.of());
  }

  private RunningDaemon start(String file, List<PathBytes> roots) throws TidemarkException {
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    JournalConfig config =
        new ConfigLoader().load(new Overrides(state.toString(), file, roots, null, environment));
    daemon = Daemon.start(config, kernel, clock, deadline);
    return this;
  }

  /** How long clients wait for the state disk, from the next start on. */
  RunningDaemon deadline(Duration deadlineOfClients) {
    deadline = deadlineOfClients;
    return this;
  }

  void stop() {
    daemon.close();
    daemon = null;
  }

  @Override
  public void close() {
    if (daemon != null) {
      stop();
    }
  }
}
