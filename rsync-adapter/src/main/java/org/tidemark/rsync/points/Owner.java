package org.tidemark.rsync.points;

import org.tidemark.journal.model.PathBytes;

/**
 * The mirror whose steps a points folder holds.
 *
 * @param mirror its random id at the last backup, which it keeps when it is moved
 * @param place its path at that time, which stays when it is made anew
 */
public record Owner(String mirror, PathBytes place) {
  /**
   * True for that mirror.
   *
   * @param id as its marker has it; empty if nobody knows
   */
  public boolean is(String id, PathBytes path) {
    return place.equals(path) || (!id.isEmpty() && mirror.equals(id));
  }
}
