package org.tidemark.bench.machine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The work folder, and everything that must be ended and undone when the run is over, however it
 * ends. Thread-safe: the shutdown hook closes it while the run may still be going on.
 */
public final class Workshop implements AutoCloseable {
  /** Takes back one change to the machine. */
  public interface Undo {
    void undo() throws IOException, InterruptedException;
  }

  private final Path folder;

  @GuardedBy("this")
  private final Deque<Undo> undos = new ArrayDeque<>();

  @GuardedBy("this")
  private final List<Process> processes = new ArrayList<>();

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private int names;

  public Workshop(Path folder) {
    this.folder = folder;
  }

  /**
   * @throws IOException if the run is already over: what is done now would not be undone
   */
  public synchronized void atEnd(Undo undo) throws IOException {
    refuseWhenClosed();
    undos.push(undo);
  }

  /** Starts a process that is ended with the run at the latest. */
  public synchronized Process start(ProcessBuilder builder) throws IOException {
    refuseWhenClosed();
    processes.removeIf(process -> !process.isAlive());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private synchronized void refuseWhenClosed() throws IOException {
    if (closed) {
      throw new IOException("the run is over");
    }
  }

  /** A path in the work folder that no other call gave; nothing is made there. */
  public synchronized Path fresh(String name) {
    return folder.resolve(name + "-" + ++names);
  }

  public Path folder() {
    return folder;
  }

  public Path freshFolder(String name) throws IOException {
    return Files.createDirectories(fresh(name));
  }

  /** Ends all processes, then undoes in reverse order; what fails is said and the rest goes on. */
  @Override
  public synchronized void close() {
    closed = true;
    processes.forEach(Workshop::end);
    while (!undos.isEmpty()) {
      try {
        undos.pop().undo();
      } catch (IOException e) {
        System.err.println("bench: cleaning up: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void end(Process process) {
    process.destroyForcibly();
    try {
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
