package org.tidemark.rsync;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.host.RemoteShell;
import org.tidemark.rsync.host.SshHost;

/**
 * The directory that is or becomes a mirror, and the machine that it lies on.
 *
 * @param destination how it was named
 * @param host where programs can be run beside it; empty for an rsync daemon's module
 * @param path without symbolic links; of a daemon the module's name and the path inside
 */
record Mirror(Destination destination, Optional<Host> host, PathBytes path)
    implements AutoCloseable {

  /**
   * Finds the directory, which itself may be missing; connects to its machine if it is another.
   *
   * @throws TidemarkException if that machine or the directory above cannot be reached
   */
  static Mirror find(Destination destination, Programs programs, RemoteShell shell)
      throws TidemarkException {
    return switch (destination.kind()) {
      case LOCAL -> on(programs, destination);
      case SSH -> on(SshHost.connect(programs, shell, destination.sshLogin()), destination);
      case DAEMON ->
          new Mirror(destination, Optional.empty(), PathBytes.ofLatin1("/" + destination.path()));
    };
  }

  private static Mirror on(Host host, Destination destination) throws TidemarkException {
    try {
      PathBytes path = new ByteFiles(host).real(destination.path());
      return new Mirror(destination, Optional.of(host), path);
    } catch (TidemarkException e) {
      host.close();
      throw e;
    }
  }

  boolean isLocal() {
    return destination.kind() == Destination.Kind.LOCAL;
  }

  /** What rsync is given, one character per byte. */
  String target() {
    return switch (destination.kind()) {
      case LOCAL -> path.latin1();
      case SSH -> destination.login() + ":" + path.latin1();
      case DAEMON -> "rsync://" + destination.login() + path.latin1();
    };
  }

  /**
   * The options that rsync needs to get there, and the user's own. Names travel in its own
   * protocol, so that no shell of the other machine sees them.
   */
  List<String> options(UserOptions user) {
    List<String> out = new ArrayList<>();
    if (!isLocal()) {
      out.add("--protect-args");
    }
    if (destination.kind() == Destination.Kind.SSH) {
      out.addAll(List.of("-e", user.shell().command()));
    }
    out.addAll(user.options());
    return out;
  }

  /** Names it for people, in locks and in the journal; odd bytes as {@code %XX}. */
  @Override
  public String toString() {
    return switch (destination.kind()) {
      case LOCAL -> path.toString();
      case SSH -> destination.login() + ":" + path;
      case DAEMON -> "rsync://" + destination.login() + path;
    };
  }

  /** The file beside the mirror that says what it holds. */
  PathBytes marker() {
    return Marker.placeBeside(path);
  }

  /** The file beside the mirror that is locked while somebody works on it. */
  PathBytes lockFile() {
    return PathBytes.ofLatin1(path.latin1() + ".tidemark-lock");
  }

  /** A place beside the mirror for what takes a place in it at once. */
  PathBytes copy() {
    return PathBytes.ofLatin1(path.latin1() + ".tidemark-copy");
  }

  /**
   * What can be asked and done there.
   *
   * @param rsync path of the program
   * @param workFolder private to this run
   */
  MirrorPlace place(Programs programs, String rsync, UserOptions options, Path workFolder) {
    return host.isPresent()
        ? new PlaceOnHost(host.get(), this, workFolder)
        : new PlaceInModule(programs, rsync, options.connection(), this, workFolder);
  }

  /** Ends the connection to its machine. */
  @Override
  public void close() throws TidemarkException {
    if (host.isPresent()) {
      host.get().close();
    }
  }
}
