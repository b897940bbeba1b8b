package org.tidemark.rsync.points;

import java.util.List;
import org.tidemark.journal.model.PathBytes;

/**
 * One run of rsync that brings objects to a restored directory.
 *
 * @param step that saved them; {@link Origin#MIRROR} for the mirror
 * @param from directory in the step's tree or the mirror
 * @param to directory in the restored one
 * @param extent what each of the names stands for
 * @param names relative to both directories, one character per byte; empty for the directory itself
 * @param leftOut names below them that come from elsewhere or are not there
 */
record CopyRun(
    long step,
    PathBytes from,
    PathBytes to,
    RestorePlan.Extent extent,
    List<String> names,
    List<String> leftOut) {
  CopyRun {
    names = List.copyOf(names);
    leftOut = List.copyOf(leftOut);
  }

  boolean isFromMirror() {
    return step == Origin.MIRROR;
  }

  boolean isOfTrees() {
    return extent == RestorePlan.Extent.TREE;
  }

  /** True if it brings the whole directory, so that no list of names is needed. */
  boolean isDirectoryItself() {
    return isOfTrees() && names.size() == 1 && names.get(0).isEmpty();
  }
}
