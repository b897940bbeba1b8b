package org.tidemark.journal.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;

/**
 * From when on times tell of a change, place by place: gaps begin at different times, concern
 * different subtrees, and parts of some were walked before a restart. Gaps are bits, the first one
 * the lowest. Immutable; any thread.
 */
final class Thresholds {
  private final List<Gap> gaps;
  private final List<Set<PathBytes>> done;
  private final long[] begins;

  /**
   * @param done for each gap, what was walked before
   */
  Thresholds(List<Gap> gaps, List<Set<PathBytes>> done, long marginNanos) {
    this.gaps = List.copyOf(gaps);
    this.done = List.copyOf(done);
    begins = new long[gaps.size()];
    for (int i = 0; i < begins.length; i++) {
      begins[i] = TimeUnit.MILLISECONDS.toNanos(gaps.get(i).beginMillis()) - marginNanos;
    }
  }

  /** The gaps that concern a directory, given those that concern its parent. */
  int gapsAt(PathBytes directory, int gapsOfParent) {
    int result = gapsOfParent;
    for (int i = 0; i < begins.length; i++) {
      if (gaps.get(i).path().equals(directory)) {
        result |= 1 << i;
      }
      if (done.get(i).contains(directory)) {
        result &= ~(1 << i);
      }
    }
    return result;
  }

  /**
   * How deep the places lie at which {@link #gapsAt} may answer something else than it was given.
   */
  int deepest(PathBytes top) {
    List<PathBytes> places = new ArrayList<>();
    gaps.forEach(gap -> places.add(gap.path()));
    done.forEach(places::addAll);
    return places.stream().mapToInt(place -> levels(place) - levels(top)).max().orElse(0);
  }

  private static int levels(PathBytes path) {
    int slashes = 0;
    for (byte value : path.bytes()) {
      slashes += value == '/' ? 1 : 0;
    }
    return path.isRoot() ? 0 : slashes;
  }

  /** True if a gap begins to concern some place below that directory. */
  boolean hasGapBelow(PathBytes directory) {
    return gaps.stream()
        .anyMatch(gap -> gap.path().isUnder(directory) && !gap.path().equals(directory));
  }

  /** Nanoseconds since 1970, for these gaps; the greatest number for none. */
  long of(int bits) {
    long earliest = Long.MAX_VALUE;
    for (int left = bits; left != 0; left &= left - 1) {
      earliest = Math.min(earliest, begins[Integer.numberOfTrailingZeros(left)]);
    }
    return earliest;
  }
}
