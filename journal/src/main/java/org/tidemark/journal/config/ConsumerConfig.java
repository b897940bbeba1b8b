package org.tidemark.journal.config;

import java.util.List;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;

/**
 * What is configured for one consumer.
 *
 * @param paths what it covers; empty for all watched trees
 * @param timeResetsBy programs whose setting back of times after reading it need not know
 * @param presentFrom null, or the prefix that is listed as {@code presentTo}
 */
public record ConsumerConfig(
    ConsumerName name,
    List<PathBytes> paths,
    List<PathBytes> timeResetsBy,
    PathBytes presentFrom,
    PathBytes presentTo) {
  public ConsumerConfig {
    paths = List.copyOf(paths);
    timeResetsBy = List.copyOf(timeResetsBy);
  }
}
