package org.tidemark.journal.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.control.protocol.SocketPath;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

/**
 * The files of the control socket.
 *
 * @param name {@code STATE/control.sock}
 * @param path where the socket is bound: the name itself, or a shorter one to which it is a link
 */
record ControlSocket(Path name, Path path) {
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
  private static final int BACKLOG = 128;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  static ControlSocket in(Path state, Path run) {
    Path name = SocketPath.name(state);
    return new ControlSocket(name, SocketPath.fits(name) ? name : SocketPath.shortName(state, run));
  }

  private boolean isLinked() {
    return !name.equals(path);
  }

  /** Binds the socket in place of one that a killed daemon left behind. */
  ServerSocketChannel bind() throws TidemarkException {
    try {
      if (isLinked()) {
        Files.createDirectories(path.getParent(), OWNER_ONLY);
        removeStale(name);
      }
      removeStale(path);
      return bindFresh();
    } catch (IOException e) {
      throw unusable("make", e);
    }
  }

  TidemarkException unusable(String operation, IOException cause) {
    return new TidemarkException(
        ExitCode.STATE_UNUSABLE,
        "cannot " + operation + " the control socket " + path + ": " + cause.getMessage(),
        "The daemon must be able to write there.",
        cause);
  }

  private void removeStale(Path file) throws IOException, TidemarkException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isSymbolicLink() && !attributes.isOther()) {
      throw new TidemarkException(
          ExitCode.STATE_UNUSABLE,
          file + " is in the way of the control socket",
          "It is no socket, so it is not removed; move it away.");
    }
    if (attributes.isOther() && isAnswered(file)) {
      throw new TidemarkException(
          ExitCode.REFUSED, "a daemon already answers on " + file, "Only one may run per state.");
    }
    Files.delete(file);
  }

  private static boolean isAnswered(Path file) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private ServerSocketChannel bindFresh() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      if (isLinked()) {
        checkRunFolder();
        Files.createSymbolicLink(name, path);
      }
      return server;
    } catch (IOException e) {
      remove(server);
      throw e;
    }
  }

  /** In a folder of somebody else our socket could be swapped for one that collects requests. */
  private void checkRunFolder() throws IOException {
    if (!Files.getOwner(path.getParent()).equals(Files.getOwner(path))) {
      throw new IOException("the run folder " + path.getParent() + " belongs to another user");
    }
  }

  /** The names go first: a client that finds none knows that no daemon runs. */
  void remove(ServerSocketChannel server) {
    try (server) {
      if (isLinked()) {
        Files.deleteIfExists(name);
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("Cannot remove the control socket {}: {}", path, e.toString());
    }
  }
}
