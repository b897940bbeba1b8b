package org.tidemark.journal.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.tidemark.journal.client.SocketJournalClient;
import org.tidemark.journal.model.TidemarkException;

/**
 * A state folder with a real server on its socket; the daemon and the windows behind it are fake.
 * One thread.
 */
final class ServedState implements AutoCloseable {
  static final Limits SMALL =
      new Limits(6, 2, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

  final FakeDaemon daemon = new FakeDaemon();
  final FakeWindowService windows;
  private final Path folder;
  private Path state;
  private ControlServer server;

  ServedState(Path folder) throws IOException, TidemarkException {
    this.folder = folder;
    state = Files.createDirectory(folder.resolve("state"));
    windows = new FakeWindowService(folder);
    start(SMALL, null);
  }

  Path socket() {
    return state.resolve("control.sock");
  }

  Path runFolder() {
    return folder.resolve("run");
  }

  /** Starts a server with small limits for any user of this machine that may open the socket. */
  void start() throws TidemarkException {
    start(SMALL, null);
  }

  void start(Limits limits, PeerCheck peers) throws TidemarkException {
    ControlSocket socket = ControlSocket.in(state, runFolder());
    server = ControlServer.start(socket, new Operations(windows, daemon), limits, peers);
  }

  /** Stops it; the next one is started for that state folder. */
  void moveTo(Path other) {
    close();
    state = other;
  }

  SocketJournalClient connect() throws TidemarkException {
    return SocketJournalClient.connect(state);
  }

  /** Stops the server that was started last. */
  @Override
  public void close() {
    server.close();
  }
}
