package org.tidemark.rsync.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Ports;

/** A real rsync daemon on a free port of loopback, with one module named {@code backup}. */
public final class LoopbackRsync implements AutoCloseable {
  public static final String MODULE = "backup";

  private final Path folder;
  private final String rsync;
  private final int port;
  private Process daemon;

  private LoopbackRsync(Path folder, String rsync, int port) {
    this.folder = folder;
    this.rsync = rsync;
    this.port = port;
  }

  /**
   * Starts one; skips the test if we are not root.
   *
   * @param temporary folder for its configuration
   * @param module folder that its module shows
   * @param more lines of configuration for the module
   */
  public static LoopbackRsync start(Path temporary, String rsync, Path module, String more)
      throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Files.createDirectories(temporary);
    Files.createDirectories(module);
    LoopbackRsync daemon = new LoopbackRsync(temporary, rsync, Ports.free());
    daemon.configure(module, more);
    daemon.begin();
    return daemon;
  }

  private void configure(Path module, String more) throws IOException {
    String configuration =
        """
        address = 127.0.0.1
        port = %d
        use chroot = yes
        log file = %s
        [%s]
          path = %s
          read only = no
          uid = 0
          gid = 0
          %s
        """;
    Files.writeString(
        folder.resolve("rsyncd.conf"),
        configuration.formatted(port, folder.resolve("log"), MODULE, module, more));
  }

  /** Starts it again after {@link #stop}, on the same port. */
  public void begin() throws Exception {
    daemon =
        new ProcessBuilder(
                rsync, "--daemon", "--no-detach", "--config=" + folder.resolve("rsyncd.conf"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    Eventually.await("rsync daemon answers", () -> LoopbackSsh.answers(port) || !daemon.isAlive());
    if (!daemon.isAlive()) {
      throw new IOException(Files.readString(folder.resolve("said")));
    }
  }

  /** Such as {@code rsync://127.0.0.1:2000/backup/DIR}. */
  public String url(String directory) {
    return "rsync://127.0.0.1:" + port + "/" + MODULE + "/" + directory;
  }

  public int port() {
    return port;
  }

  /** Cuts every connection at once and takes no more. */
  public void stop() {
    daemon.descendants().forEach(ProcessHandle::destroyForcibly);
    daemon.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    stop();
  }
}
