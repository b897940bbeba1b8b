package org.tidemark.journal.ingest;

import java.util.List;
import java.util.Map;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;

/**
 * How ingest is tuned.
 *
 * @param flushNanos longest time that a change waits in memory
 * @param pendingBytes memory for changes that wait; beyond it they are flushed, and collapsed if
 *     the store does not take them
 * @param ringBytes size of the ring of raw records, a multiple of 4096
 * @param napMillis pause between two reads of the kernel's queue
 * @param kernelQueueLimit events that may wait in a kernel queue while the ring is full
 * @param timeResets for each consumer the programs whose setting back of times after reading it
 *     need not know
 */
public record IngestSettings(
    long flushNanos,
    long pendingBytes,
    int ringBytes,
    int napMillis,
    long kernelQueueLimit,
    Map<ConsumerName, List<PathBytes>> timeResets) {

  /** One second, 32 MiB, 16 MiB, 10 ms, two million events (about 320 MB of kernel memory). */
  public static final IngestSettings DEFAULT =
      new IngestSettings(1_000_000_000L, 32L << 20, 16 << 20, 10, 2_000_000, Map.of());
}
