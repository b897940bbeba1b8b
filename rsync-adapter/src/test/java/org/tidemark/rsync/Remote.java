package org.tidemark.rsync;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.LoopbackRsync;
import org.tidemark.rsync.host.LoopbackSsh;

/** A way to the folder of a test that leads over the network, or pretends to. */
final class Remote implements AutoCloseable {
  /** The kinds of destinations. */
  enum Way {
    LOCAL,
    SSH,
    DAEMON
  }

  private final Way way;
  private final Path folder;
  private final String program;
  private LoopbackSsh ssh;
  private LoopbackRsync daemon;

  private Remote(Way way, Path folder, String program) {
    this.way = way;
    this.folder = folder;
    this.program = program;
  }

  /**
   * @param folder under which mirrors are to be
   * @param servers folder for what the servers need
   * @param program the rsync of the other side
   */
  static Remote start(Way way, Path folder, Path servers, String program) throws Exception {
    Remote remote = new Remote(way, folder.toRealPath(), program);
    switch (way) {
      case LOCAL -> {}
      case SSH -> remote.ssh = LoopbackSsh.start(servers);
      case DAEMON -> remote.daemon = LoopbackRsync.start(servers, program, remote.folder, "");
    }
    return remote;
  }

  /** What leads to a mirror in the folder, one character per byte. */
  String destination(String name) {
    return switch (way) {
      case LOCAL -> folder + "/" + name;
      case SSH -> "127.0.0.1:" + folder + "/" + name;
      case DAEMON -> daemon.url(name);
    };
  }

  /** What the user says behind {@code --}. */
  UserOptions options(String... more) throws TidemarkException {
    List<String> words = new ArrayList<>(List.of(more));
    if (way == Way.SSH) {
      words.addAll(List.of("-e", ssh.command(), "--rsync-path=" + program));
    }
    return UserOptions.parse(words);
  }

  /** Cuts every connection and takes no more. */
  void stop() {
    if (ssh != null) {
      ssh.stop();
    }
    if (daemon != null) {
      daemon.stop();
    }
  }

  /** After {@link #stop}. */
  void begin() throws Exception {
    if (ssh != null) {
      ssh.begin();
    }
    if (daemon != null) {
      daemon.begin();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
