package org.tidemark.bench.report;

import java.util.List;
import java.util.Optional;

/**
 * One comparison: the same thing measured for each contender.
 *
 * @param name unique within its suite
 * @param how what was measured and how, in a sentence or two
 * @param unit of all values; less is better unless the goal says otherwise
 * @param reference the contender that ratios are given to; empty for none
 * @param note what else must be known to read the values; may be empty
 * @param curves how the values grow with the size of the tree; empty where they have one size
 */
public record Row(
    String suite,
    String name,
    String how,
    String unit,
    String reference,
    List<Measured> measured,
    List<Goal> goals,
    String note,
    List<Curve> curves) {

  public Row {
    curves = List.copyOf(curves);
    measured = List.copyOf(measured);
    goals = List.copyOf(goals);
  }

  /** A row of one size. */
  public Row(
      String suite,
      String name,
      String how,
      String unit,
      String reference,
      List<Measured> measured,
      List<Goal> goals,
      String note) {
    this(suite, name, how, unit, reference, measured, goals, note, List.of());
  }

  public Optional<Measured> of(String contender) {
    return measured.stream().filter(m -> m.contender().equals(contender)).findFirst();
  }

  /** Empty if the contender is absent or failed. */
  public Optional<Double> median(String contender) {
    return of(contender).filter(m -> !m.isFailed()).map(Measured::median);
  }

  /** Empty if one of the two has no value, or the second is zero. */
  public Optional<Double> ratio(String ours, String theirs) {
    return median(theirs).filter(t -> t != 0).flatMap(t -> median(ours).map(o -> o / t));
  }

  public List<Verdict> verdicts() {
    return goals.stream().map(goal -> goal.judge(this)).toList();
  }

  /** By which the report's reasons name it. */
  public String id() {
    return suite + "/" + name;
  }
}
