package org.tidemark.netbackup.runs;

import java.nio.file.Path;
import java.time.Clock;
import org.tidemark.journal.kernel.Kernel;

/** What hooks work with. */
public record Surroundings(
    Path state, DaemonAccess daemon, Kernel kernel, Clock clock, HookLog log) {
  public static Surroundings of(Path state, DaemonAccess daemon, Kernel kernel) {
    Clock clock = Clock.systemUTC();
    return new Surroundings(state, daemon, kernel, clock, new HookLog(state, clock));
  }
}
