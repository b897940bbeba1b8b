package org.tidemark.bacula;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.tidemark.journal.testing.Ports;
import org.tidemark.journal.testing.Programs;

/**
 * Director, storage daemon and file daemons of one test class, as processes on free ports, with a
 * catalogue in SQLite. Used by one thread.
 */
final class LiveBacula implements AutoCloseable {
  private final BaculaPrograms programs;
  private final Place place;
  private final Path folder;
  private final Map<String, String> values = new HashMap<>();
  private final Deque<BaculaDaemon> daemons = new ArrayDeque<>();
  private long clientPid;

  /**
   * @param place of Director and storage daemon
   * @param folder gets everything of theirs; holds {@code tidemark.conf} and {@code
   *     more-jobs.conf}, the configuration that is tested
   * @param first of the clients, whom job B saves
   */
  LiveBacula(BaculaPrograms programs, Place place, Path folder, Client first) throws IOException {
    this.programs = programs;
    this.place = place;
    this.folder = folder;
    values.put("@BACULA@", programs.root().toString());
    values.put("@ADDRESS@", place.address());
    values.put("@DIRPORT@", freePort());
    values.put("@SDPORT@", freePort());
    values.putAll(first.values());
  }

  static String freePort() {
    return String.valueOf(Ports.free());
  }

  String storagePort() {
    return values.get("@SDPORT@");
  }

  /**
   * A file daemon.
   *
   * @param name as the Director knows it
   */
  record Client(String name, Place place, String port) {
    private Map<String, String> values() {
      return Map.of("@FD@", name, "@FDADDRESS@", place.address(), "@FDPORT@", port);
    }
  }

  /**
   * Starts a file daemon.
   *
   * @param home holds {@code tidemark-client.conf} and {@code bacula.env}
   */
  void startClient(Client client, Path home) throws IOException {
    BaculaDaemon daemon =
        BaculaDaemon.start(
            programs, client.place(), home, "bacula-fd", client.values(), client.port());
    daemons.push(daemon);
    clientPid = daemon.pid();
  }

  /** The process of the file daemon that was started last. */
  long clientPid() {
    return clientPid;
  }

  /** Starts storage daemon and Director. */
  Director start() throws IOException {
    Files.createDirectories(folder.resolve("volumes"));
    String catalogue = Director.catalogue(folder).toString();
    Programs.run("sh", "-c", "sqlite3 '" + catalogue + "' < '" + programs.schema() + "'").orFail();
    daemons.push(start("bacula-sd", "@SDPORT@"));
    daemons.push(start("bacula-dir", "@DIRPORT@"));
    Path unused = BaculaDaemon.configure(folder, "bconsole.conf", values);
    return new Director(programs, place, folder);
  }

  private BaculaDaemon start(String name, String port) throws IOException {
    return BaculaDaemon.start(programs, place, folder, name, values, values.get(port));
  }

  /** Ends all of them. */
  @Override
  public void close() {
    daemons.forEach(BaculaDaemon::close);
    daemons.clear();
  }
}
