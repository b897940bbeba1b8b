package org.tidemark.rsync.points;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.points.RestorePlan.Copy;
import org.tidemark.rsync.points.RestorePlan.Extent;

/**
 * Puts the copies of a plan into as few runs of rsync as will do: what lies in one step and goes to
 * the same place relative to some directory goes together. Pure.
 */
final class CopyRuns {
  /** A list that goes to the other machine's rsync name by name becomes slow when it is long. */
  private static final int MOST_NAMES = 20_000;

  /** Each name that rsync meets is compared with each rule. */
  private static final int MOST_RULES = 1000;

  /**
   * What goes together.
   *
   * @param depth in how many other trees of the plan its targets lie
   */
  private record Key(Extent extent, int depth, long step, PathBytes from, PathBytes to) {}

  private final Map<PathBytes, Key> trees = new HashMap<>();
  private final Map<Key, List<String>> names = new LinkedHashMap<>();
  private final Map<Key, List<String>> rules = new HashMap<>();
  private final SortedSet<PathBytes> protectedNames = new TreeSet<>();
  private final List<PathBytes> unprotected = new ArrayList<>();

  CopyRuns(RestorePlan plan) {
    List<Copy> outerFirst = new ArrayList<>(plan.copies());
    outerFirst.sort(Comparator.comparing(Copy::target));
    outerFirst.forEach(this::add);
    protect(plan, outerFirst);
  }

  private void add(Copy copy) {
    PathBytes from = copy.origin().path();
    PathBytes to = copy.target();
    while (!from.isRoot() && !to.isRoot() && sameName(from, to)) {
      from = from.parent();
      to = to.parent();
    }
    Key around = enclosing(copy.target());
    int depth = !copy.isTree() || around == null ? 0 : around.depth() + 1;
    Key key = new Key(copy.extent(), depth, copy.origin().step(), from, to);
    String name = latin1(copy.target().relativeTo(to));
    names.computeIfAbsent(key, unused -> new ArrayList<>()).add(name);
    if (copy.isTree()) {
      trees.put(copy.target(), key);
    }
  }

  private static boolean sameName(PathBytes one, PathBytes other) {
    return latin1(one.name()).equals(latin1(other.name()));
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The run that brings a tree around this name; null if there is none. */
  private Key enclosing(PathBytes name) {
    PathBytes above = name;
    Key found = null;
    while (found == null && !above.isRoot()) {
      above = above.parent();
      found = trees.get(above);
    }
    return found;
  }

  /**
   * Directories that lie nowhere first: rsync could not put anything else in the place of one that
   * is there already, since what is below it may be protected. Then trees; leaving out the rest
   * only spares copying.
   */
  private void protect(RestorePlan plan, List<Copy> copies) {
    plan.nowhere().forEach(this::protect);
    copies.stream().filter(Copy::isTree).forEach(copy -> protect(copy.target()));
    copies.stream()
        .filter(copy -> copy.isTree() && copy.origin().isInMirror() && !isSafe(copy.target()))
        .forEach(copy -> unprotected.add(copy.target()));
    plan.absent().forEach(this::protect);
    copies.stream()
        .filter(copy -> copy.extent() == Extent.OBJECT)
        .forEach(copy -> protect(copy.target()));
  }

  private void protect(PathBytes name) {
    Key around = enclosing(name);
    if (around != null && protectedNames.size() < MOST_RULES && protectedNames.add(name)) {
      rules
          .computeIfAbsent(around, unused -> new ArrayList<>())
          .add(latin1(name.relativeTo(around.to())));
    }
  }

  private boolean isSafe(PathBytes name) {
    return protectedNames.contains(name) || enclosing(name) == null;
  }

  /**
   * Trees come first, each after the one around it; then objects; then directories alone, whose
   * attributes nothing later may change.
   */
  List<CopyRun> inOrder() {
    List<Key> keys = new ArrayList<>(names.keySet());
    keys.sort(Comparator.comparing(Key::extent).thenComparing(Key::depth));
    List<CopyRun> runs = new ArrayList<>();
    for (Key key : keys) {
      List<String> all = names.get(key);
      for (int at = 0; at < all.size(); at += MOST_NAMES) {
        List<String> some = all.subList(at, Math.min(all.size(), at + MOST_NAMES));
        runs.add(run(key, some));
      }
    }
    return runs;
  }

  private CopyRun run(Key key, List<String> some) {
    List<String> leftOut = rules.getOrDefault(key, List.of());
    return new CopyRun(key.step(), key.from(), key.to(), key.extent(), some, leftOut);
  }

  /**
   * Where trees of the mirror go that the run for a tree around them fills with something else
   * first, so that what is there must go before they are copied.
   */
  List<PathBytes> unprotected() {
    return unprotected;
  }
}
