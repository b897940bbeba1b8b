package org.tidemark.journal.window;

import java.util.List;
import org.tidemark.journal.model.BuiltOn;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;

/**
 * What {@code window open} asks for.
 *
 * @param key empty if the product names no job
 * @param paths empty for all that the consumer covers
 * @param destination empty if the adapter has none
 * @param snapshot the list is to be made later, after the caller took its snapshot
 * @param presentFrom null, or a prefix that is listed and looked up as {@code presentTo}; only with
 *     snapshot
 * @param builtOn whose end is the base; it counts as confirmed by being named here
 */
public record OpenRequest(
    ConsumerName consumer,
    Level level,
    String key,
    List<PathBytes> paths,
    String destination,
    boolean snapshot,
    PathBytes presentFrom,
    PathBytes presentTo,
    BuiltOn builtOn) {

  public OpenRequest {
    paths = List.copyOf(paths);
  }

  /** For products that do not name the job that they build on. */
  public OpenRequest(
      ConsumerName consumer,
      Level level,
      String key,
      List<PathBytes> paths,
      String destination,
      boolean snapshot,
      PathBytes presentFrom,
      PathBytes presentTo) {
    this(
        consumer,
        level,
        key,
        paths,
        destination,
        snapshot,
        presentFrom,
        presentTo,
        BuiltOn.NOTHING);
  }
}
