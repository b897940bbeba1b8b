package org.tidemark.journal.doctor;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.tidemark.journal.source.SourceProbe;

/** What becomes of unread events when the daemon does not get to read them (hazard 24). */
final class MemoryLimitCheck implements Check {
  private static final Sysctl QUEUE = new Sysctl("fs.fanotify.max_queued_events");

  /** Some seconds of the fastest writers. */
  private static final long ENOUGH = 131_072;

  private static final long ADVISED = 1_048_576;

  @Override
  public String name() {
    return "memory-limit";
  }

  @Override
  public List<Finding> look(Surroundings here) throws IOException {
    if (!SourceProbe.queueIsLimited(here.text("proc/self/cgroup"), here.mounts())) {
      return List.of(
          Finding.green(
              name(), "", "no cgroup memory limit applies here: fanotify's queue is unlimited"));
    }
    OptionalLong events = QUEUE.value(here);
    String text =
        "a cgroup memory limit applies here, so fanotify's queue is limited ("
            + QUEUE.shown(here)
            + "); what overflows becomes a gap and is reconciled";
    return List.of(
        events.orElse(ENOUGH) < ENOUGH
            ? Finding.yellow(name(), "", text, QUEUE.raise(ADVISED))
            : Finding.green(name(), "", text));
  }
}
