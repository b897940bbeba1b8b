package org.tidemark.journal.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for programs that are started later. They lie below those that the kernel gives to outgoing
 * connections and to whoever asks for any, each process begins at a place of its own, and none is
 * given twice. Thread-safe.
 */
public final class Ports {
  private static final int FIRST = 12_000;
  private static final int EACH = 100;
  private static final int PLACES = 200;
  private static final int LAST = FIRST + EACH * PLACES;

  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() % PLACES) * EACH);

  private Ports() {}

  /** One on which nobody listens now. */
  public static int free() {
    for (int tries = 0; tries < LAST - FIRST; tries++) {
      int port = FIRST + NEXT.getAndIncrement() % (LAST - FIRST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " to " + LAST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
