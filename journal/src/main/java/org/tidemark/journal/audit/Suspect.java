package org.tidemark.journal.audit;

import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.model.PathBytes;

/**
 * A changed object of which no known name seems to be covered. Belongs to whoever holds the list
 * that it is on.
 */
final class Suspect {
  private static final int MOST_NAMES = 64;

  private final List<PathBytes> names = new ArrayList<>(1);
  private List<Seen> seen = List.of();
  private int confirmed;

  Suspect(PathBytes name) {
    names.add(name);
  }

  /** Another name of it; of very many, the first ones are enough. */
  void add(PathBytes name) {
    if (names.size() < MOST_NAMES) {
      names.add(name);
    }
  }

  List<PathBytes> names() {
    return names;
  }

  /** What its names were before the last barrier. */
  List<Seen> seen() {
    return seen;
  }

  void setSeen(List<Seen> now) {
    seen = List.copyOf(now);
  }

  /**
   * It was not covered behind a barrier.
   *
   * @param now what its names are after that
   * @return how many times in a row that was so with nothing changed in between
   */
  int confirm(List<Seen> now) {
    confirmed = now.equals(seen) ? confirmed + 1 : 0;
    return confirmed;
  }
}
