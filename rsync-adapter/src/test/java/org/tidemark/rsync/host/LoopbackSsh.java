package org.tidemark.rsync.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Ports;

/** A real sshd on a free port of loopback with keys of its own, which are good for nothing else. */
public final class LoopbackSsh implements AutoCloseable {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  private final Path folder;
  private final int port;
  private Process sshd;

  private LoopbackSsh(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /**
   * Starts one; skips the test where there is no sshd or we are not root.
   *
   * @param temporary folder for its keys and configuration
   */
  public static LoopbackSsh start(Path temporary) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(SSHD), "needs sshd (Debian: openssh-server)");
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    LoopbackSsh ssh = new LoopbackSsh(Files.createDirectories(temporary), Ports.free());
    ssh.prepare();
    ssh.begin();
    return ssh;
  }

  private void prepare() throws Exception {
    // sshd confines its unprivileged half to this folder, which its init script makes.
    Files.createDirectories(Path.of("/run/sshd"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    key("host");
    key("user");
    Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
    // Another home, since what the user's shell reads at home may take longer than the test.
    String configuration =
        """
        ListenAddress 127.0.0.1
        Port %d
        HostKey %s
        AuthorizedKeysFile %s
        PidFile none
        PermitRootLogin yes
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM no
        StrictModes no
        MaxStartups 100
        SetEnv HOME=%s
        """;
    Files.writeString(
        folder.resolve("sshd_config"),
        configuration.formatted(
            port, folder.resolve("host"), folder.resolve("authorized"), folder));
    String known = Files.readString(folder.resolve("host.pub"));
    Files.writeString(folder.resolve("known"), "[127.0.0.1]:" + port + " " + known);
  }

  private void key(String name) throws Exception {
    String file = folder.resolve(name).toString();
    Process made =
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file)
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (made.waitFor() != 0) {
      throw new IOException("ssh-keygen: " + said);
    }
  }

  /** Starts it again after {@link #stop}, with the same port and keys. */
  public void begin() throws Exception {
    String configuration = folder.resolve("sshd_config").toString();
    sshd =
        new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", configuration)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sshd.log").toFile())
            .start();
    Eventually.await("sshd answers", () -> answers(port) || !sshd.isAlive());
    if (!sshd.isAlive()) {
      throw new IOException(Files.readString(folder.resolve("sshd.log")));
    }
  }

  static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** What a user gives rsync's {@code -e}. */
  public String command() {
    return "ssh -F none -p "
        + port
        + " -i "
        + folder.resolve("user")
        + " -o UserKnownHostsFile="
        + folder.resolve("known")
        + " -o StrictHostKeyChecking=yes";
  }

  /** Cuts every connection at once and takes no more. */
  public void stop() {
    sshd.descendants().forEach(ProcessHandle::destroyForcibly);
    sshd.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    stop();
  }
}
