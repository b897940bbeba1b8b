package org.tidemark.journal.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the tree to be watched and listed.
 *
 * @param watch of the directory where it starts: the walk is void if another directory is found at
 *     its path
 * @param names the entries of that directory to visit; null to list it
 * @param gap what stands for it until it is done; null if it is done at once
 * @param mends true if nobody else reports what it finds: the tree and the disk did not agree there
 * @param checks true if no event was the cause, but the comparing of the tree with the disk
 */
record WalkTask(
    int watch,
    @Nullable List<byte[]> names,
    @Nullable ArmingGap gap,
    boolean mends,
    boolean checks) {

  WalkTask(int watch, @Nullable List<byte[]> names, @Nullable ArmingGap gap, boolean mends) {
    this(watch, names, gap, mends, false);
  }

  /** True if the directory is only compared with the tree, and nothing below it. */
  boolean compares() {
    return checks && names == null;
  }

  /** Compares one directory with what the tree has of it. */
  static WalkTask check(int watch) {
    return new WalkTask(watch, null, null, true, true);
  }
}
