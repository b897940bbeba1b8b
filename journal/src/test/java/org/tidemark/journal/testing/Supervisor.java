package org.tidemark.journal.testing;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A service manager of a single service: speaks systemd's protocol for readiness and stored
 * descriptors (sd_notify(3), sd_listen_fds(3)) without systemd. It keeps what it was given over any
 * number of starts, as systemd does for a service that is restarted.
 *
 * <p>A thread of its own reads the socket; the methods are for one other thread.
 */
public final class Supervisor implements AutoCloseable {
  /** A descriptor that is kept. */
  public record Stored(String name, int descriptor) {}

  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int OUT_OF_THE_WAY = 700;
  private static final int FIRST = 3;
  private static final int O_RDWR_CLOEXEC = 2 | 0x80000;
  private static final int ECHILD_OR_GONE = -1;

  private final String address;
  private final SupervisorSocket socket;
  private final List<Stored> store = new ArrayList<>();
  private final Map<String, Integer> heard = new HashMap<>();
  private final Thread reader = new Thread(this::read, "supervisor");
  private volatile boolean closed;
  private boolean storing = true;
  private int pid;

  /**
   * @param address to listen at: an absolute path, or an abstract name behind {@code @}
   */
  public Supervisor(String address) {
    this.address = address;
    this.socket = new SupervisorSocket(address);
    reader.setDaemon(true);
    reader.start();
  }

  // --- what the service says ---------------------------------------------------------------------

  private void read() {
    while (!closed) {
      socket.next().ifPresent(this::take);
    }
  }

  private synchronized void take(SupervisorSocket.Message message) {
    List<String> lines = message.lines();
    lines.forEach(line -> heard.merge(line, 1, Integer::sum));
    String name =
        lines.stream()
            .filter(line -> line.startsWith("FDNAME="))
            .map(line -> line.substring("FDNAME=".length()))
            .findFirst()
            .orElse("stored");
    if (lines.contains("FDSTOREREMOVE=1")) {
      remove(name);
    }
    for (int descriptor : message.descriptors()) {
      if (lines.contains("FDSTORE=1") && storing) {
        store.add(new Stored(name, descriptor));
      } else {
        SupervisorLibC.close(descriptor);
      }
    }
  }

  /** How often a line was heard since the last start. */
  public synchronized int heard(String line) {
    return heard.getOrDefault(line, 0);
  }

  // --- what is kept
  // --------------------------------------------------------------------------------

  /** What is kept now. */
  public synchronized List<Stored> store() {
    return List.copyOf(store);
  }

  /** Whether it takes descriptors at all, as with {@code FileDescriptorStoreMax=}. */
  public synchronized void setStoring(boolean takes) {
    storing = takes;
  }

  /** Drops those of a name, as {@code FDSTOREREMOVE=1} does. */
  public synchronized void remove(String name) {
    store.stream().filter(one -> one.name().equals(name)).forEach(Supervisor::close);
    store.removeIf(one -> one.name().equals(name));
  }

  /** Drops everything, as {@code systemctl stop} does. */
  public synchronized void removeAll() {
    store.forEach(Supervisor::close);
    store.clear();
  }

  /** Puts an open file in. */
  public synchronized void addFile(String name, String path) {
    int descriptor =
        TestLibC.openat(-100, (path + "\0").getBytes(StandardCharsets.UTF_8), O_RDWR_CLOEXEC, 0);
    store.add(new Stored(name, descriptor));
  }

  private static void close(Stored stored) {
    SupervisorLibC.close(stored.descriptor());
  }

  // --- the process
  // ---------------------------------------------------------------------------------

  /** Starts the service with everything that is kept; returns at once. */
  public synchronized void start(Path log, Map<String, String> environment, List<String> command) {
    start(log, environment, command, "LISTEN_PID=$$ ");
  }

  /**
   * As the other.
   *
   * @param listenPid a shell's assignment of the receiver of the descriptors, or empty
   */
  public synchronized void start(
      Path log, Map<String, String> environment, List<String> command, String listenPid) {
    heard.clear();
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.putAll(environment);
    variables.put("NOTIFY_SOCKET", address);
    if (!store.isEmpty()) {
      variables.put("LISTEN_FDS", Integer.toString(store.size()));
      variables.put("LISTEN_FDNAMES", String.join(":", store.stream().map(Stored::name).toList()));
    }
    List<String> arguments = new ArrayList<>();
    // The shell's process becomes the service's, so that its number is known to the shell.
    String script =
        "log=$1; shift; export LISTEN_PID; " + listenPid + "exec \"$@\" >>\"$log\" 2>&1";
    arguments.addAll(List.of("sh", "-c", script, "sh", log.toString()));
    arguments.addAll(command);
    List<String> settings = new ArrayList<>();
    variables.forEach((key, value) -> settings.add(key + "=" + value));
    pid = spawn(arguments, settings);
  }

  private int spawn(List<String> arguments, List<String> environment) {
    List<Integer> copies = new ArrayList<>();
    int[] child = new int[1];
    try (Memory actions = new Memory(256);
        Memory argv = strings(arguments);
        Memory envp = strings(environment)) {
      check("posix_spawn_file_actions_init", SupervisorLibC.posix_spawn_file_actions_init(actions));
      for (int index = 0; index < store.size(); index++) {
        int copy =
            SupervisorLibC.fcntl(
                store.get(index).descriptor(), F_DUPFD_CLOEXEC, OUT_OF_THE_WAY + index);
        copies.add(copy);
        int result = SupervisorLibC.posix_spawn_file_actions_adddup2(actions, copy, FIRST + index);
        check("posix_spawn_file_actions_adddup2", result);
      }
      byte[] shell = "/bin/sh\0".getBytes(StandardCharsets.US_ASCII);
      int result = SupervisorLibC.posix_spawn(child, shell, actions, Pointer.NULL, argv, envp);
      SupervisorLibC.posix_spawn_file_actions_destroy(actions);
      check("posix_spawn", result);
    } finally {
      copies.forEach(SupervisorLibC::close);
    }
    return child[0];
  }

  private static void check(String call, int error) {
    if (error != 0) {
      throw new IllegalStateException(call + ": error " + error);
    }
  }

  /** An array of pointers to strings with a null at its end, and the strings behind it. */
  private static Memory strings(List<String> all) {
    int at = (all.size() + 1) * 8;
    int size = at;
    List<byte[]> encoded = new ArrayList<>();
    for (String one : all) {
      byte[] bytes = (one + "\0").getBytes(StandardCharsets.UTF_8);
      encoded.add(bytes);
      size += bytes.length;
    }
    Memory memory = new Memory(size);
    memory.clear();
    for (int index = 0; index < encoded.size(); index++) {
      memory.setPointer(index * 8L, memory.share(at));
      memory.write(at, encoded.get(index), 0, encoded.get(index).length);
      at += encoded.get(index).length;
    }
    return memory;
  }

  /** Process number of the service. */
  public int pid() {
    return pid;
  }

  /** Sends a signal to the service. */
  public void signal(int signal) {
    if (pid > 0) {
      SupervisorLibC.kill(pid, signal);
    }
  }

  /**
   * Waits for the end of the service.
   *
   * @return its exit code, or 128 and the number of the signal that ended it
   */
  public int await() {
    int[] status = new int[1];
    int ended = SupervisorLibC.waitpid(pid, status, 0);
    pid = 0;
    if (ended == ECHILD_OR_GONE) {
      return ECHILD_OR_GONE;
    }
    int signal = status[0] & 0x7f;
    return signal == 0 ? status[0] >> 8 & 0xff : 128 + signal;
  }

  /** True until the service has ended; its end is not taken note of. */
  public boolean isRunning() {
    return pid > 0 && Path.of("/proc/" + pid + "/exe").toFile().exists();
  }

  @Override
  public void close() {
    if (pid > 0) {
      signal(9);
      await();
    }
    closed = true;
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    removeAll();
    socket.close();
  }
}
