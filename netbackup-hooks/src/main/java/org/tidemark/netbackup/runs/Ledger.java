package org.tidemark.netbackup.runs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All that is known of one installation's generations and runs. Immutable; one version is on the
 * disk at any time.
 *
 * @param lastGeneration the greatest number that a generation was given
 * @param lastRun the greatest number that a run was given
 * @param fullWindow of the true full that was confirmed last; 0 if none was
 * @param adopted since when lists count while there is no base, as {@link Adoption} writes it;
 *     empty if no image was adopted
 */
public record Ledger(
    long lastGeneration,
    long lastRun,
    long fullWindow,
    String adopted,
    List<Generation> generations,
    List<Run> runs) {
  static final Ledger EMPTY = new Ledger(0, 0, 0, "", List.of(), List.of());

  private static final int KEPT_RUNS = 60;
  private static final int KEPT_GENERATIONS = 60;

  public Ledger {
    adopted = adopted == null ? "" : adopted;
    generations = List.copyOf(generations);
    runs = List.copyOf(runs);
  }

  public Optional<Generation> generation(long number) {
    return generations.stream().filter(each -> each.number() == number).findFirst();
  }

  public Optional<Run> run(long number) {
    return runs.stream().filter(each -> each.number() == number).findFirst();
  }

  /** With this generation, new or in place of its former self. */
  Ledger with(Generation generation) {
    List<Generation> all = new ArrayList<>(generations);
    all.removeIf(each -> each.number() == generation.number());
    all.add(generation);
    all.sort(Comparator.comparingLong(Generation::number));
    long last = Math.max(lastGeneration, generation.number());
    return new Ledger(last, lastRun, fullWindow, adopted, trimmed(all), runs);
  }

  private List<Generation> trimmed(List<Generation> all) {
    List<Generation> kept = new ArrayList<>(all);
    for (Generation each : all) {
      if (kept.size() > KEPT_GENERATIONS && each.isPast() && !isHeld(each.number())) {
        kept.remove(each);
      }
    }
    return kept;
  }

  /** With this run, new or in place of its former self. */
  Ledger with(Run run) {
    List<Run> all = new ArrayList<>(runs);
    all.removeIf(each -> each.number() == run.number());
    all.add(run);
    all.sort(Comparator.comparingLong(Run::number));
    long last = Math.max(lastRun, run.number());
    return new Ledger(lastGeneration, last, fullWindow, adopted, generations, trimmedRuns(all));
  }

  /** An image may yet come for what is not resolved: that is never dropped. */
  private static List<Run> trimmedRuns(List<Run> all) {
    List<Run> kept = new ArrayList<>(all);
    for (Run each : all) {
      if (kept.size() > KEPT_RUNS && !each.isUnresolved()) {
        kept.remove(each);
      }
    }
    return kept;
  }

  /** The image of an older full may come after that of a newer one. */
  Ledger withFullWindow(long window) {
    return new Ledger(
        lastGeneration, lastRun, Math.max(fullWindow, window), adopted, generations, runs);
  }

  Ledger withAdopted(String since) {
    return new Ledger(lastGeneration, lastRun, fullWindow, since, generations, runs);
  }

  /** The window of the newest true full that is a base or may become one; 0 if there is none. */
  long newestFullWindow() {
    return generations.stream()
        .filter(each -> each.state() == Generation.State.FULL)
        .mapToLong(Generation::window)
        .reduce(fullWindow, Math::max);
  }

  /**
   * Whether a list is older than a true full that began since. An image of it that is made later
   * would lie over that full, and no manifest would tell of the directories that it touches.
   */
  boolean isBeforeFull(Generation list) {
    return list.window() > 0 && list.window() < newestFullWindow();
  }

  /** The newest run of that kind that fits. */
  Optional<Run> newest(boolean base, Predicate<Run> wanted) {
    return runs.stream()
        .filter(each -> each.base() == base && wanted.test(each))
        .max(Comparator.comparingLong(Run::number));
  }

  boolean isHeld(long generation) {
    return runs.stream().anyMatch(each -> each.isUnresolved() && each.holds().contains(generation));
  }

  /** The generation whose list has that digest and may be in place. */
  Optional<Generation> ofDigest(String digest) {
    return generations.stream()
        .filter(each -> !each.digest().isEmpty() && each.digest().equals(digest))
        .max(Comparator.comparingLong(Generation::number));
  }
}
