package org.tidemark.journal.reconcile;

import java.util.List;
import java.util.stream.Collectors;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;

/**
 * One walk, for all gaps that lie at or below one path.
 *
 * @param isRoot whether the top is the top of a watched tree
 * @param exclusions of what is not walked
 * @param nested whether other filesystems below are walked too
 * @param gaps have ended, and times can be trusted about them; at most {@link #MOST_GAPS}
 */
record Job(PathBytes top, boolean isRoot, Exclusions exclusions, boolean nested, List<Gap> gaps) {
  /** As many as the tag of a walked directory has bits for. */
  static final int MOST_GAPS = 24;

  Job {
    gaps = List.copyOf(gaps);
  }

  List<Long> gapIds() {
    return gaps.stream().map(Gap::id).toList();
  }

  /** Of its gaps, each once, with commas between them. */
  String reasons() {
    return gaps.stream()
        .map(gap -> gap.reason().text())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Wall clock, milliseconds since 1970, of the beginning of the earliest. */
  long beginMillis() {
    return gaps.stream().mapToLong(Gap::beginMillis).min().orElseThrow();
  }
}
