package org.tidemark.rsync.points;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps that lead to what the mirror is now.
 *
 * @param steps oldest first, those without an end of their own included
 */
public record Chain(List<Step> steps) {
  public Chain {
    steps = List.copyOf(steps);
  }

  /**
   * Goes back from the step that touched the mirror last.
   *
   * @param all steps of the folder, in any order
   * @param last its number as the mirror's marker has it; 0 if no step leads to the mirror
   */
  public static Chain of(Collection<Step> all, long last) {
    Map<Long, Step> byNumber = new HashMap<>();
    all.forEach(step -> byNumber.put(step.number(), step));
    Deque<Step> chain = new ArrayDeque<>();
    Step step = byNumber.get(last);
    while (step != null) {
      chain.addFirst(step);
      // Growing numbers only, so that no folder, however damaged, is walked for ever.
      step = step.follows() < step.number() ? byNumber.get(step.follows()) : null;
    }
    return new Chain(List.copyOf(chain));
  }

  /** The steps whose ends can be restored, oldest first. */
  public List<Step> points() {
    return steps.stream().filter(Step::isPoint).toList();
  }

  /** The newest step, if there is any. */
  public Optional<Step> newest() {
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
  }

  /** What must be undone to get from the mirror to a point, in that order. */
  public List<Step> newerThan(long point) {
    Deque<Step> out = new ArrayDeque<>();
    steps.stream().filter(step -> step.number() > point).forEach(out::addFirst);
    return List.copyOf(out);
  }
}
