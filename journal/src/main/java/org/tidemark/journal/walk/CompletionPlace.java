package org.tidemark.journal.walk;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.model.PathBytes;

/** A directory of the upper levels, of which it is told when all below was visited. Thread-safe. */
final class CompletionPlace {
  private final PathBytes path;
  private final @Nullable CompletionPlace parent;

  /** Itself, the places in it, and what other threads took over from it. */
  private final AtomicInteger unfinished = new AtomicInteger(1);

  private final AtomicLong directories = new AtomicLong();

  CompletionPlace(PathBytes path, @Nullable CompletionPlace parent) {
    this.path = path;
    this.parent = parent;
    if (parent != null) {
      parent.begin();
    }
  }

  /** One more part of it is to be waited for. */
  void begin() {
    unfinished.incrementAndGet();
  }

  void addDirectories(long count) {
    directories.addAndGet(count);
  }

  /** One part is done; tells of this place and those around it if it was the last. */
  static void finish(@Nullable CompletionPlace from, WalkVisitor visitor) {
    CompletionPlace place = from;
    while (place != null && place.unfinished.decrementAndGet() == 0) {
      long below = place.directories.get();
      visitor.completed(place.path, below);
      if (place.parent != null) {
        place.parent.addDirectories(below);
      }
      place = place.parent;
    }
  }
}
