package org.tidemark.rsync.points;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes of each step when only some points are kept. Pure.
 *
 * @param dropped points that are none any more
 * @param removed steps that nothing kept is reached through, oldest first
 * @param stripped steps of which only the end counts any more, since nothing older is kept
 * @param swept steps between two kept points, newest first, of which some were dropped: what nobody
 *     can see again goes
 */
record ExpirePlan(
    List<Long> dropped, List<Long> removed, List<Long> stripped, List<List<Step>> swept) {
  ExpirePlan {
    dropped = List.copyOf(dropped);
    removed = List.copyOf(removed);
    stripped = List.copyOf(stripped);
    swept = List.copyOf(swept);
  }

  /**
   * Plans.
   *
   * @param all steps that are there
   * @param current those that lead to what the mirror is now
   * @param kept numbers of the points that stay; of the current chain the newest is among them
   * @param pending steps that were dropped earlier and may still hold what nobody can see
   */
  static ExpirePlan of(List<Step> all, Chain current, Set<Long> kept, Set<Long> pending) {
    List<Long> dropped = new ArrayList<>();
    for (Step step : all) {
      if (step.isPoint() && !kept.contains(step.number())) {
        dropped.add(step.number());
      }
    }
    Set<Long> unswept = new HashSet<>(pending);
    unswept.addAll(dropped);
    List<Long> stripped = new ArrayList<>();
    TreeSet<Long> removed = new TreeSet<>();
    for (Chain chain : chains(all, current)) {
      boolean leadsToMirror = chain.equals(current);
      Optional<Step> oldest =
          chain.points().stream().filter(step -> kept.contains(step.number())).findFirst();
      for (Step step : chain.steps()) {
        boolean goes = oldest.map(first -> step.number() < first.number()).orElse(!leadsToMirror);
        if (goes) {
          removed.add(step.number());
        }
      }
      oldest.ifPresent(step -> stripped.add(step.number()));
    }
    return new ExpirePlan(dropped, List.copyOf(removed), stripped, groups(current, kept, unswept));
  }

  /** The current chain, and what is left of others, each step in one of them. */
  private static List<Chain> chains(Collection<Step> all, Chain current) {
    List<Chain> chains = new ArrayList<>(List.of(current));
    Set<Long> known = new HashSet<>();
    current.steps().forEach(step -> known.add(step.number()));
    List<Step> newestFirst = new ArrayList<>(all);
    newestFirst.sort((one, other) -> Long.compare(other.number(), one.number()));
    for (Step step : newestFirst) {
      if (!known.contains(step.number())) {
        Chain chain = new Chain(unknownOf(Chain.of(all, step.number()), known));
        chain.steps().forEach(member -> known.add(member.number()));
        chains.add(chain);
      }
    }
    return chains;
  }

  private static List<Step> unknownOf(Chain chain, Set<Long> known) {
    return chain.steps().stream().filter(step -> !known.contains(step.number())).toList();
  }

  private static List<List<Step>> groups(Chain current, Set<Long> kept, Set<Long> unswept) {
    List<List<Step>> groups = new ArrayList<>();
    List<Step> group = new ArrayList<>();
    boolean begun = false;
    for (Step step : current.steps()) {
      if (begun) {
        group.add(0, step);
      }
      if (step.isPoint() && kept.contains(step.number())) {
        if (group.stream().anyMatch(member -> unswept.contains(member.number()))) {
          groups.add(List.copyOf(group));
        }
        group.clear();
        begun = true;
      }
    }
    return groups;
  }
}
