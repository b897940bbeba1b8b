package org.tidemark.rsync;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;

/**
 * Has what a mirror on this machine says of listed names read from its disk by several programs at
 * once, while the run goes on: it and rsync look at one name after the other, and wait for the disk
 * each time. What these programs find is thrown away, so nothing hangs on when or how they end.
 */
final class ReadAhead {
  /** Fewer are there as soon by themselves. */
  static final long WORTH_IT = 500;

  /** Neighbours lie near each other on the disk: each program gets some that follow each other. */
  private static final List<String> LOOK =
      List.of("xargs", "-0", "-r", "-n", "256", "-P", "8", "stat", "--printf=", "--");

  private static final List<Pass> NAMED = List.of(Pass.OBJECTS, Pass.LINKS);

  private ReadAhead() {}

  /**
   * Begins, and does not wait for the end.
   *
   * @param work a local folder of its own
   * @return the thread that waits; empty where it is not worth it
   */
  static Optional<Thread> begin(PassPlan plan, Mirror mirror, Path work) {
    long count = NAMED.stream().mapToLong(plan.names()::count).sum();
    if (!mirror.isLocal() || mirror.host().isEmpty() || count < WORTH_IT) {
      return Optional.empty();
    }
    Path names = work.resolve("names");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(names))) {
      for (Pass pass : NAMED) {
        if (plan.names().count(pass) > 0) {
          Files.copy(plan.names().file(pass), out);
        }
      }
    } catch (IOException e) {
      // The run can do without.
      return Optional.empty();
    }
    Host host = mirror.host().get();
    Program program = new Program("", "", names, LOOK).in(mirror.path());
    Thread thread = new Thread(() -> look(host, program), "read-ahead");
    thread.setDaemon(true);
    thread.start();
    return Optional.of(thread);
  }

  /**
   * What still runs when this JVM ends is ended with it: it would keep the disk from unmounting.
   */
  private static void look(Host host, Program program) {
    OutputStream nowhere = OutputStream.nullOutputStream();
    try {
      int unused = host.run(program, nowhere, nowhere);
    } catch (TidemarkException unused) {
      // What the run itself asks for meets the same, and says so.
    }
  }
}
