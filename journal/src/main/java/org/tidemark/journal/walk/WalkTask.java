package org.tidemark.journal.walk;

import org.jspecify.annotations.Nullable;
import org.tidemark.journal.model.PathBytes;

/** Directories to be walked by whichever thread is free. Immutable. */
final class WalkTask {
  /** Where they lie; the top of the walk itself if there are no names. */
  final PathBytes parent;

  /** Of the parent. */
  final int depth;

  /** What the visitor answered for the parent. */
  final int tag;

  /** As {@link NameStack#copy} gives them; null for the walk's top. */
  final byte @Nullable [] names;

  /** The innermost place around them whose completion is told, if any. */
  final @Nullable CompletionPlace place;

  WalkTask(
      PathBytes parent,
      int depth,
      int tag,
      byte @Nullable [] names,
      @Nullable CompletionPlace place) {
    this.parent = parent;
    this.depth = depth;
    this.tag = tag;
    this.names = names;
    this.place = place;
  }
}
