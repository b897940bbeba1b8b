package org.tidemark.rsync;

import java.util.Optional;
import java.util.function.Consumer;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Held;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;

/**
 * A lock on the mirror's own machine, for the life of a command: it keeps away whoever works on the
 * mirror from another machine, with another state folder, or under another name for it. It is that
 * of flock(1), on a file beside the mirror that stays there. If it is lost, because the connection
 * is, nothing is run any more. Owned by one thread.
 */
final class HostLock implements AutoCloseable {
  private static final String MARK = "held";

  /** What flock exits with when another holds the lock (flock(1)). */
  private static final int TAKEN = 1;

  /** What {@link #HOLD} exits with where there is no mirror yet. */
  private static final int NO_MIRROR = 3;

  /** One that was killed lets go only when its programs over there have noticed. */
  private static final int TRIES = 5;

  private static final int PAUSE_MILLIS = 400;

  /** What a shell exits with for a program that is not there. */
  private static final int NOT_FOUND = 127;

  /** Seconds without a sign of life after which another machine lets go. */
  private static final String FAR_PATIENCE = "60";

  /** On this machine the end of a pipe is enough; see timeout(1). */
  private static final String FOR_EVER = "0";

  /**
   * Reads until the end of its input, or until nothing comes for some time. Signals to all that
   * belongs to a terminal or service are for the command, whose end ends this.
   */
  private static final String HOLD =
      """
      umask 077
      trap '' INT HUP TERM
      [ -e "$2" ] || [ -e "$4" ] || exit 3
      [ "$(echo x | timeout -s KILL "$3" head -n 1)" = x ] || exit 126
      exec flock -n "$1" "$2" sh -c '
        echo held
        while [ -n "$(timeout -s KILL "$1" head -n 1)" ]; do :; done
      ' sh "$3"
      """;

  private final Optional<Held> held;
  private final boolean early;

  private HostLock(Optional<Held> held, boolean early) {
    this.held = held;
    this.early = early;
  }

  /**
   * Takes it within two seconds or refuses. Where it cannot be taken at all it says so and does
   * without, as with an rsync daemon, which runs no programs for us. Where there is no mirror yet
   * nothing is made, see {@link #atFirst}.
   *
   * @param shared whether others may hold it so, too
   * @throws TidemarkException with REFUSED if another holds it
   */
  static HostLock take(Mirror mirror, boolean shared, Consumer<String> warnings)
      throws TidemarkException {
    if (mirror.host().isEmpty()) {
      return new HostLock(Optional.empty(), false);
    }
    String patience = mirror.isLocal() ? FOR_EVER : FAR_PATIENCE;
    return take(mirror, mirror.host().get(), shared ? "-s" : "-x", patience, warnings);
  }

  /**
   * As {@link #take(Mirror, boolean, Consumer)}.
   *
   * @param kind option of flock(1)
   * @param patience seconds without a sign of life from here after which that host lets go
   */
  static HostLock take(
      Mirror mirror, Host host, String kind, String patience, Consumer<String> warnings)
      throws TidemarkException {
    return take(mirror, host, program(mirror, kind, patience, mirror.marker().latin1()), warnings);
  }

  /**
   * For whoever is about to make the mirror.
   *
   * @return this, or the lock that could not be there before
   * @throws TidemarkException with REFUSED if another was faster
   */
  HostLock atFirst(Mirror mirror, Consumer<String> warnings) throws TidemarkException {
    if (!early) {
      return this;
    }
    String patience = mirror.isLocal() ? FOR_EVER : FAR_PATIENCE;
    Program program = program(mirror, "-x", patience, "/");
    return take(mirror, mirror.host().orElseThrow(), program, warnings);
  }

  /**
   * @param sign what must be there for the file to be made
   */
  private static Program program(Mirror mirror, String kind, String patience, String sign) {
    String file = mirror.lockFile().latin1();
    return Program.of("sh", "-c", HOLD, "sh", kind, file, patience, sign);
  }

  private static HostLock take(Mirror mirror, Host host, Program program, Consumer<String> warnings)
      throws TidemarkException {
    Held held = tried(mirror, host, program);
    if (held.isMarked()) {
      return new HostLock(Optional.of(held), false);
    }
    if (isTaken(held)) {
      throw MirrorTrust.refused(
          "another command is at work on " + mirror + " (lock " + mirror.lockFile() + ")",
          "From another machine, with another state folder, or under another name for the mirror:"
              + " wait for its end.");
    }
    if (held.exit() == NO_MIRROR) {
      return new HostLock(Optional.empty(), true);
    }
    warnings.accept(
        "no lock on the machine of "
            + mirror
            + ": "
            + cause(held)
            + "; let no other machine work on this mirror meanwhile");
    return new HostLock(Optional.empty(), false);
  }

  private static String cause(Held held) throws TidemarkException {
    int exit = held.exit();
    return exit == NOT_FOUND ? "it has no flock(1)" : held.said() + " (" + exit + ")";
  }

  private static Held tried(Mirror mirror, Host host, Program program) throws TidemarkException {
    Held held = host.hold(program, MARK, () -> lost(mirror));
    for (int tries = 1; isTaken(held) && tries < TRIES; tries++) {
      pause();
      held = host.hold(program, MARK, () -> lost(mirror));
    }
    return held;
  }

  private static boolean isTaken(Held held) throws TidemarkException {
    return !held.isMarked() && held.exit() == TAKEN;
  }

  private static void pause() throws TidemarkException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Places.failed("interrupted while waiting for a lock", e);
    }
  }

  private static TidemarkException lost(Mirror mirror) {
    return new TidemarkException(
        ExitCode.FAILED,
        "lost the lock on the machine of " + mirror + " (" + mirror.lockFile() + ")",
        "Stopped, since others may be at work on it now. Is the connection still there? Run it"
            + " again.");
  }

  @Override
  public void close() throws TidemarkException {
    if (held.isPresent()) {
      held.get().close();
    }
  }
}
