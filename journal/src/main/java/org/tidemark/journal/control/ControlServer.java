package org.tidemark.journal.control;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.window.WindowService;

/**
 * Answers requests on the control socket: one thread takes connections, and each is served by a
 * thread of its own from a small pool, so that a client that is slow, silent or broken harms only
 * itself. Only root and the daemon's own user are served.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private final ServerSocketChannel server;
  private final ControlSocket socket;
  private final PeerCheck peers;
  private final Operations operations;
  private final Limits limits;
  private final Semaphore free;
  private final Semaphore lists;
  private final Set<PatientChannel> live = ConcurrentHashMap.newKeySet();
  private final ExecutorService pool;
  private final Thread acceptor;

  /**
   * Binds the socket and starts to answer.
   *
   * @param state the state folder, where the socket appears
   * @param run the run folder, which holds the socket if its path in the state folder is too long
   * @throws TidemarkException if the socket cannot be made, or another daemon answers on it
   */
  public static ControlServer start(Path state, Path run, WindowService windows, DaemonView daemon)
      throws TidemarkException {
    ControlSocket socket = ControlSocket.in(state, run);
    return start(socket, new Operations(windows, daemon), Limits.USUAL, null);
  }

  /**
   * @param peers who is served; null for root and the owner of the socket
   */
  static ControlServer start(
      ControlSocket socket, Operations operations, Limits limits, PeerCheck peers)
      throws TidemarkException {
    ServerSocketChannel bound = socket.bind();
    try {
      PeerCheck check = peers != null ? peers : PeerCheck.rootAndOwnerOf(socket.path());
      ControlServer server = new ControlServer(bound, socket, operations, limits, check);
      server.acceptor.start();
      return server;
    } catch (IOException e) {
      throw socket.unusable("find out the owner of", e);
    }
  }

  private ControlServer(
      ServerSocketChannel server,
      ControlSocket socket,
      Operations operations,
      Limits limits,
      PeerCheck peers) {
    this.server = server;
    this.socket = socket;
    this.operations = operations;
    this.limits = limits;
    this.peers = peers;
    free = new Semaphore(limits.connections());
    lists = new Semaphore(limits.lists());
    pool = Executors.newCachedThreadPool(task -> daemonThread(task, "control-client"));
    acceptor = daemonThread(this::acceptAll, "control");
  }

  private static Thread daemonThread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        free.acquire();
        acceptOne();
      } catch (ClosedChannelException | InterruptedException e) {
        return;
      } catch (IOException e) {
        LOG.warn("Cannot take a connection on {}: {}", socket.path(), e.toString());
        // Mostly too many open files: a busy loop would only make that worse.
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  private void acceptOne() throws IOException {
    SocketChannel client = null;
    try {
      client = server.accept();
    } finally {
      if (client == null) {
        free.release();
      }
    }
    SocketChannel accepted = client;
    pool.execute(() -> serveAndRelease(accepted));
  }

  private void serveAndRelease(SocketChannel client) {
    try {
      serve(client);
    } catch (IOException e) {
      LOG.debug("A client went away: {}", e.toString());
    } finally {
      free.release();
    }
  }

  private void serve(SocketChannel client) throws IOException {
    try (PatientChannel channel = PatientChannel.of(client)) {
      live.add(channel);
      try {
        if (server.isOpen()) {
          serve(client, channel);
        }
      } finally {
        live.remove(channel);
      }
    }
  }

  private void serve(SocketChannel client, PatientChannel channel) throws IOException {
    Connection connection = new Connection(channel, operations, limits, lists);
    if (peers.allows(client)) {
      connection.serve();
    } else {
      connection.turnAway();
    }
  }

  /**
   * Removes the socket. Requests that are complete get their answers; lists that are still on their
   * way after two seconds are cut. When it returns, no request is being worked on any more, unless
   * one took longer than another ten seconds.
   */
  @Override
  public void close() {
    socket.remove(server);
    acceptor.interrupt();
    try {
      acceptor.join(1000);
      finishRequests();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pool.shutdownNow();
    }
  }

  private void finishRequests() throws InterruptedException {
    live.forEach(PatientChannel::stopReading);
    pool.shutdown();
    if (!pool.awaitTermination(2, TimeUnit.SECONDS)) {
      live.forEach(PatientChannel::stopWriting);
      if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("Some requests are still being worked on");
      }
    }
  }
}
