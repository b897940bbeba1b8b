package org.tidemark.journal.client;

import java.util.List;
import org.tidemark.journal.model.PathBytes;

/**
 * A consumer as the daemon describes it.
 *
 * @param paths what it covers; empty for all watched roots
 * @param fullBase position in the form {@code JOURNALID:SEQ}; empty if there is none
 * @param incrementalBase likewise
 * @param stale its next window is a full one, because the journal forgot what it needed
 * @param changedMillis when its bases last moved
 */
public record ConsumerInfo(
    String name,
    List<PathBytes> paths,
    String destination,
    String fullBase,
    String incrementalBase,
    boolean stale,
    long changedMillis) {
  public ConsumerInfo {
    paths = List.copyOf(paths);
  }
}
