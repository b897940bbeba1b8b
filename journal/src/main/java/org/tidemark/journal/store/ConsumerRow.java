package org.tidemark.journal.store;

import java.util.List;
import java.util.OptionalLong;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;

/**
 * A consumer and its bases. A base below the floor is never given out: a full base that retention
 * went past is empty again, so that CUMULATIVE becomes FULL while INCREMENTAL goes on.
 *
 * @param paths what it covers; empty for all watched roots
 * @param destination what it writes to, as its adapter names it; empty if not given
 * @param fullBase end of the newest committed FULL; empty if there is none above the floor
 * @param incrementalBase end of the newest committed window of any level
 * @param stale true if retention went past its incremental base: the next window is FULL
 * @param changedMillis when its bases last moved, or when it was made
 */
public record ConsumerRow(
    long id,
    ConsumerName name,
    List<PathBytes> paths,
    String destination,
    OptionalLong fullBase,
    OptionalLong incrementalBase,
    boolean stale,
    long changedMillis) {

  public ConsumerRow {
    paths = List.copyOf(paths);
  }
}
