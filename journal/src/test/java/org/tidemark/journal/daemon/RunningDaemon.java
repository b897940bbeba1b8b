package org.tidemark.journal.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.config.ConfigLoader;
import org.tidemark.journal.config.JournalConfig;
import org.tidemark.journal.config.Overrides;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * A daemon inside this JVM, with state, run folder and configuration in one folder; it can be
 * stopped and started again. Not thread-safe.
 */
final class RunningDaemon implements AutoCloseable {
  private final Path folder;
  private final Path state;
  private Surroundings surroundings = Surroundings.usual(new NativeKernel());
  private Daemon daemon;
  private List<String> always = List.of();

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
    surroundings = surroundings.on(other);
    return this;
  }

  /** From its next start on it has this clock. */
  RunningDaemon by(BootClock other) {
    surroundings = surroundings.by(other);
    return this;
  }

  /** From its next start on trees as young as a test's are old to it. */
  RunningDaemon withShortMargin() {
    surroundings = surroundings.withMargin(DaemonOfShortMargin.MARGIN);
    return this;
  }

  /** Gaps stay until windows have listed them. */
  RunningDaemon withoutReconcile() {
    always = List.of("[journal]", "reconcile = no");
    return this;
  }

  /** Starts by {@code --watch}, without a configuration of its own. */
  RunningDaemon watch(PathBytes... roots) throws TidemarkException {
    return start(always.isEmpty() ? null : write(), List.of(roots));
  }

  /** Starts by a configuration of these lines, one character per byte. */
  RunningDaemon configured(String... lines) throws TidemarkException {
    return start(write(lines), List.of());
  }

  private String write(String... lines) {
    Path file = folder.resolve("tidemark.conf");
    try {
      List<String> all = new ArrayList<>(List.of(lines));
      all.addAll(always);
      Files.write(file, all, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toString();
  }

  private RunningDaemon start(String file, List<PathBytes> roots) throws TidemarkException {
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    JournalConfig config =
        new ConfigLoader().load(new Overrides(state.toString(), file, roots, null, environment));
    daemon = Daemon.start(config, surroundings);
    return this;
  }

  /** How long windows wait, from the next start on. */
  RunningDaemon deadlines(Duration deadline) {
    surroundings = surroundings.within(deadline);
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
