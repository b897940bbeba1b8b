package org.tidemark.journal.model;

/**
 * A watched tree.
 *
 * @param configured the path as the administrator wrote it; may lead through symbolic links
 * @param path the same place without symbolic links: what rows and lists name
 * @param nested whether filesystems (and btrfs subvolumes) mounted below belong to it
 */
public record Root(PathBytes configured, PathBytes path, boolean nested, Exclusions exclusions) {

  /** True if the path lies in this tree and is not excluded. */
  public boolean covers(PathBytes candidate) {
    return candidate.isUnder(path) && !exclusions.excludes(candidate, path);
  }
}
