package org.tidemark.journal.doctor;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.source.SourceProbe;

/**
 * What becomes of unread events when the daemon does not get to read them (hazard 24): its cgroup
 * pays for them, so a queue that is longer than its memory limit allows ends in an OOM kill instead
 * of an overflow. Looks at the daemon if it runs, else at this process.
 */
final class MemoryLimitCheck implements Check {
  private static final Sysctl QUEUE = new Sysctl("fs.fanotify.max_queued_events");

  /** Some seconds of the fastest writers. */
  private static final long ENOUGH = 131_072;

  private static final long MOST = 1_048_576;

  /** The kernel's own, which nobody should go below. */
  private static final long LEAST = 16_384;

  /** {@code struct fanotify_name_event} with a handle and a name of usual length, as allocated. */
  private static final long EVENT_BYTES = 256;

  private static final long MIB = 1 << 20;

  /** Of the daemon itself, its ring and its pending changes apart. */
  private static final long DAEMON_BYTES = 96 * MIB;

  @Override
  public String name() {
    return "memory-limit";
  }

  @Override
  public List<Finding> look(Surroundings here) throws IOException {
    String membership = membership(here);
    MountTable mounts = here.mounts();
    if (!SourceProbe.queueIsLimited(membership, mounts)) {
      return List.of(
          Finding.green(
              name(), "", "no cgroup memory limit applies here: fanotify's queue is unlimited"));
    }
    OptionalLong limit = SourceProbe.memoryLimit(membership, mounts);
    return List.of(limit.isPresent() ? known(here, limit.getAsLong()) : unknown(here));
  }

  private static String membership(Surroundings here) {
    return StateLockHolder.pid(here)
        .map(pid -> here.text("proc/" + pid + "/cgroup"))
        .filter(text -> !text.isEmpty())
        .orElseGet(() -> here.text("proc/self/cgroup"));
  }

  private Finding unknown(Surroundings here) {
    String text = text(here, "");
    return QUEUE.value(here).orElse(ENOUGH) < ENOUGH
        ? Finding.yellow(name(), "", text, QUEUE.raise(ENOUGH))
        : Finding.green(name(), "", text);
  }

  private Finding known(Surroundings here, long limit) {
    long own = DAEMON_BYTES + here.config().ringBytes() + here.config().pendingBytes();
    long bytesOfEach = EVENT_BYTES * queues(here);
    long fits = Math.max(0, (limit - own) / bytesOfEach);
    long events = QUEUE.value(here).orElse(ENOUGH);
    String text = text(here, " of " + mib(limit) + " MiB");
    if (events > fits) {
      return Finding.yellow(
          name(),
          "",
          "so many unread events take up to "
              + mib(events * bytesOfEach)
              + " MiB, which the kernel charges to the daemon: beside its own "
              + mib(own)
              + " MiB that is more than the cgroup memory limit of "
              + mib(limit)
              + " MiB, and ends in an OOM kill instead of a gap ("
              + QUEUE.shown(here)
              + ")",
          fits >= LEAST
              ? QUEUE.raise(Math.min(fits, MOST))
              : "MemoryMax=" + mib(own + ENOUGH * bytesOfEach) + "M for the daemon, or none");
    }
    return events < ENOUGH && fits > events
        ? Finding.yellow(name(), "", text, QUEUE.raise(Math.min(fits, MOST)))
        : Finding.green(name(), "", text);
  }

  /** One for each filesystem; more than trees only where several are mounted below one. */
  private static long queues(Surroundings here) {
    return Math.max(1, here.config().filesystems().size());
  }

  private static String text(Surroundings here, String size) {
    return "a cgroup memory limit"
        + size
        + " applies here, so fanotify's queue is limited ("
        + QUEUE.shown(here)
        + "); what overflows becomes a gap and is reconciled";
  }

  /** Rounded up. */
  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
