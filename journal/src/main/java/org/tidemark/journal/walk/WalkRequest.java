package org.tidemark.journal.walk;

import java.util.List;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;

/**
 * What to walk, and how.
 *
 * @param top the directory where it starts; must not be excluded itself
 * @param exclusions paths and globs whose names are not visited
 * @param leftOut more paths that are not visited, such as mounts of no interest
 * @param crossesMounts whether other filesystems below (and btrfs subvolumes) are walked too
 * @param threads 1 or more
 * @param toldLevels of how many levels below the top {@link WalkVisitor#completed} is told; the top
 *     itself is level 0, -1 for none
 */
public record WalkRequest(
    PathBytes top,
    Exclusions exclusions,
    List<PathBytes> leftOut,
    boolean crossesMounts,
    int threads,
    int toldLevels) {

  public WalkRequest {
    leftOut = List.copyOf(leftOut);
  }

  /** Two threads, or as many as there are processors up to four. */
  public static int usualThreads() {
    return Math.min(4, Math.max(2, Runtime.getRuntime().availableProcessors()));
  }
}
