package org.tidemark.journal.walk;

import org.jspecify.annotations.Nullable;

/** An open directory on a thread's way down. Reused from one directory to the next. */
final class WalkFrame {
  int descriptor;
  int pathLength;
  int depth;

  /** What its children are told. */
  int tag;

  /** Names still to be visited: from {@code next} to {@code end} in the {@link NameStack}. */
  int next;

  int end;
  int start;

  /** Whether all its names were read. */
  boolean exhausted;

  /** The innermost place around it whose completion is told. */
  @Nullable CompletionPlace place;

  /** Whether {@link #place} is this directory, or a task that was taken over, and ends with it. */
  boolean endsPlace;

  boolean hasNames() {
    return next < end;
  }
}
