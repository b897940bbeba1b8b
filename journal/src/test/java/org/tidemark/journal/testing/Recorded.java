package org.tidemark.journal.testing;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * What a source told between two looks, its directories already resolved to paths: what ingest
 * would write into the journal. Filled by {@link SourceHarness}, then only read.
 */
public final class Recorded {
  /** A renamed directory. */
  public record Renamed(PathBytes from, PathBytes to) {}

  private final Map<PathBytes, Integer> bits = new TreeMap<>();
  private final Map<PathBytes, Set<Reason>> subtrees = new TreeMap<>();
  private final Map<PathBytes, Set<Reason>> gapsOpened = new TreeMap<>();
  private final Map<PathBytes, Set<Reason>> gapsClosed = new TreeMap<>();
  private final Map<PathBytes, Set<Reason>> gapsStillOpen = new TreeMap<>();
  private final List<Renamed> renames = new ArrayList<>();
  private final Map<PathBytes, Boolean> changedNames = new HashMap<>();
  private int events;

  public Recorded(Map<PathBytes, Set<Reason>> openBefore) {
    openBefore.forEach(
        (path, reasons) -> reasons.forEach(reason -> put(gapsStillOpen, path, reason)));
  }

  public void change(PathBytes path, int newBits, Reason reason) {
    int before = bits.merge(path, newBits, (old, more) -> old | more);
    boolean directory = ChangeBits.has(newBits, ChangeBits.DIRECTORY);
    if (ChangeBits.has(newBits, ChangeBits.SUBTREE)) {
      put(subtrees, path, reason);
    } else if (directory && ChangeBits.has(newBits, ChangeBits.MOVED_IN)) {
      put(subtrees, path, Reason.MOVED_IN);
    } else if (directory
        && ChangeBits.has(newBits, ChangeBits.CREATED)
        && ChangeBits.has(before, ChangeBits.REMOVED)) {
      put(subtrees, path, Reason.RECREATED);
    }
    int names = ChangeBits.CREATED | ChangeBits.REMOVED | ChangeBits.MOVED_IN;
    if ((newBits & names) != 0) {
      changedNames.put(path.parent(), true);
    }
  }

  void event() {
    events++;
  }

  void renamed(PathBytes from, PathBytes to) {
    renames.add(new Renamed(from, to));
  }

  void gapOpened(PathBytes path, Reason reason) {
    put(gapsOpened, path, reason);
    put(gapsStillOpen, path, reason);
  }

  void gapClosed(PathBytes path, Reason reason) {
    put(gapsClosed, path, reason);
    Set<Reason> open = gapsStillOpen.getOrDefault(path, EnumSet.noneOf(Reason.class));
    open.remove(reason);
    if (open.isEmpty()) {
      gapsStillOpen.remove(path);
    }
  }

  private static void put(Map<PathBytes, Set<Reason>> map, PathBytes path, Reason reason) {
    map.computeIfAbsent(path, any -> EnumSet.noneOf(Reason.class)).add(reason);
  }

  /** Number of events told by directory and name. */
  public int events() {
    return events;
  }

  /** {@link ChangeBits} by path. */
  public Map<PathBytes, Integer> changes() {
    return bits;
  }

  /** Paths of which everything below must be walked, and why; gaps are not among them. */
  public Map<PathBytes, Set<Reason>> subtrees() {
    return subtrees;
  }

  public Map<PathBytes, Set<Reason>> gapsOpened() {
    return gapsOpened;
  }

  public Map<PathBytes, Set<Reason>> gapsClosed() {
    return gapsClosed;
  }

  /** Gaps that are open at the end, whenever they were opened. */
  public Map<PathBytes, Set<Reason>> gapsStillOpen() {
    return gapsStillOpen;
  }

  public List<Renamed> renames() {
    return renames;
  }

  /** True if the path itself was named. */
  public boolean names(PathBytes path) {
    return bits.containsKey(path);
  }

  /** True if the path itself was named with at least these bits. */
  public boolean names(PathBytes path, int wanted) {
    return (bits.getOrDefault(path, 0) & wanted) == wanted;
  }

  /** True if the path is at or below a SUBTREE or a gap. */
  public boolean inSubtree(PathBytes path) {
    return under(path, subtrees) || inGap(path);
  }

  /** True if the path is at or below a gap that was opened, closed, or is still open. */
  public boolean inGap(PathBytes path) {
    return under(path, gapsOpened) || under(path, gapsStillOpen) || under(path, gapsClosed);
  }

  private static boolean under(PathBytes path, Map<PathBytes, Set<Reason>> tops) {
    return tops.keySet().stream().anyMatch(path::isUnder);
  }

  /**
   * True if a list made from this would have the path looked at: it was named, a name in it changed
   * (so its own times did), it is a child of a CONTENTS, or it lies in a SUBTREE or a gap.
   */
  public boolean covers(PathBytes path) {
    return names(path)
        || changedNames.containsKey(path)
        || names(path.parent(), ChangeBits.CONTENTS)
        || inSubtree(path);
  }

  /** True if a list made from this would notice that the path is gone. */
  public boolean coversRemoval(PathBytes path) {
    boolean found = covers(path);
    for (PathBytes above = path; !found && !above.isRoot(); above = above.parent()) {
      found = names(above, ChangeBits.REMOVED);
    }
    return found;
  }

  @Override
  public String toString() {
    Map<PathBytes, String> named = new LinkedHashMap<>();
    bits.forEach((path, value) -> named.put(path, "0x" + Integer.toHexString(value)));
    return "changes "
        + named
        + "\nsubtrees "
        + subtrees
        + "\ngaps opened "
        + gapsOpened
        + ", closed "
        + gapsClosed
        + ", open "
        + gapsStillOpen
        + "\nrenames "
        + renames;
  }
}
