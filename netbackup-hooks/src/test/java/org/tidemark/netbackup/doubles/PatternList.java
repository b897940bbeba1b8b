package org.tidemark.netbackup.doubles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The patterns of one list. Counts its comparisons; used by one thread. */
final class PatternList {
  private final List<ListPattern> patterns;
  private final List<ListPattern> toBeCompared = new ArrayList<>();
  private final Map<String, ListPattern> byPath = new HashMap<>();
  private long comparisons;

  private PatternList(List<ListPattern> patterns, boolean indexed) {
    this.patterns = patterns;
    for (ListPattern pattern : patterns) {
      String path = indexed ? pattern.fullPath().orElse("") : "";
      if (path.isEmpty()) {
        toBeCompared.add(pattern);
      } else {
        byPath.put(path, pattern);
      }
    }
  }

  /**
   * Blank lines and those that begin with {@code #} are no patterns.
   *
   * @param text of the file, one character per byte
   */
  static PatternList parse(String text, Behaviours behaviours) {
    List<ListPattern> patterns =
        Stream.of(text.split("\n"))
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> ListPattern.parse(line, behaviours))
            .toList();
    return new PatternList(patterns, behaviours.has(UnverifiedBehaviour.PATTERNS_ARE_INDEXED));
  }

  List<ListPattern> patterns() {
    return patterns;
  }

  boolean isEmpty() {
    return patterns.isEmpty();
  }

  boolean excludesEverything() {
    return patterns.stream().anyMatch(ListPattern::isEverything);
  }

  boolean hasOnlyFullPaths() {
    return !isEmpty() && patterns.stream().allMatch(pattern -> pattern.fullPath().isPresent());
  }

  boolean matches(String path, boolean directory) {
    return matches(path, directory, pattern -> true);
  }

  /** As {@link #matches}, the lines that mean everything left out. */
  boolean matchesInParticular(String path, boolean directory) {
    return matches(path, directory, pattern -> !pattern.isEverything());
  }

  private boolean matches(String path, boolean directory, Predicate<ListPattern> counts) {
    ListPattern known = byPath.get(path);
    comparisons++;
    if (known != null && counts.test(known) && known.matches(path, directory)) {
      return true;
    }
    for (ListPattern pattern : toBeCompared) {
      comparisons++;
      if (counts.test(pattern) && pattern.matches(path, directory)) {
        return true;
      }
    }
    return false;
  }

  /** Comparisons of a path with a pattern so far; a look-up counts as one. */
  long comparisons() {
    return comparisons;
  }
}
