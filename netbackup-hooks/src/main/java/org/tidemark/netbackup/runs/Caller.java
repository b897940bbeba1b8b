package org.tidemark.netbackup.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The bpbkar that called the hook: it cannot have read a list before it was there. */
public final class Caller {
  /** The system knows the start of a process less exactly than the time. */
  private static final long UNCERTAIN_MILLIS = 5000;

  private Caller() {}

  /**
   * When it started, a little early; 0 if none is among the processes above this one. The hook's
   * own time would be too late: a list may have been replaced while a hook of the site ran.
   */
  public static long startedMillis(Clock clock) {
    Optional<ProcessHandle> process = ProcessHandle.current().parent();
    while (process.isPresent() && !isBpbkar(process.get())) {
      process = process.get().parent();
    }
    Optional<Instant> started = process.flatMap(found -> found.info().startInstant());
    return started
        .map(instant -> instant.toEpochMilli() - UNCERTAIN_MILLIS)
        .map(millis -> Math.min(millis, clock.millis()))
        .orElse(0L);
  }

  private static boolean isBpbkar(ProcessHandle process) {
    try {
      Path name = Path.of("/proc", Long.toString(process.pid()), "comm");
      return Files.readString(name).startsWith("bpbkar");
    } catch (IOException e) {
      return false;
    }
  }
}
