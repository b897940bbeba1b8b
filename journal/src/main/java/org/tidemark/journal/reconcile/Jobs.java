package org.tidemark.journal.reconcile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.tidemark.journal.kernel.ChangeTimes;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.StoreException;

/** Finds what there is to reconcile, in one look at the journal. Immutable. */
final class Jobs {
  private final Kernel kernel;
  private final List<Root> roots;
  private final List<Gap> open;
  private final List<Gap> usable = new ArrayList<>();
  private final List<ReconcileStatus.Refused> refused = new ArrayList<>();

  private Jobs(Kernel kernel, List<Root> roots, JournalReader reader) throws StoreException {
    this.kernel = kernel;
    this.roots = roots;
    // What ended before every base concerns nobody, and retention forgets it.
    List<Gap> gaps = reader.gapsAfter(reader.oldestNeeded());
    open = gaps.stream().filter(Gap::isOpen).toList();
    gaps.stream().filter(gap -> !gap.isOpen()).forEach(this::judge);
    refuseWhatLiesInOthers();
  }

  static Jobs find(Kernel kernel, List<Root> roots, JournalReader reader) throws StoreException {
    return new Jobs(kernel, roots, reader);
  }

  private void judge(Gap gap) {
    Optional<Root> root = rootOf(gap.path());
    if (root.isEmpty() || root.get().exclusions().excludes(gap.path(), root.get().path())) {
      return;
    }
    Optional<String> objection =
        CtimeTrust.objection(
            gap,
            gap.path().equals(root.get().path()),
            ChangeTimes.at(kernel, gap.path()),
            System.currentTimeMillis());
    if (objection.isPresent()) {
      refused.add(new ReconcileStatus.Refused(gap, objection.get()));
    } else {
      usable.add(gap);
    }
  }

  /** A walk below a gap that stays, and lasted as long, is of no use to anybody. */
  private void refuseWhatLiesInOthers() {
    for (Gap gap : List.copyOf(usable)) {
      refused.stream()
          .map(ReconcileStatus.Refused::gap)
          .filter(other -> gap.path().isUnder(other.path()))
          .filter(other -> gap.endSequence() <= other.endSequence())
          .findFirst()
          .ifPresent(other -> refuse(gap, other));
    }
  }

  private void refuse(Gap gap, Gap other) {
    usable.remove(gap);
    refused.add(
        new ReconcileStatus.Refused(gap, "the gap " + other.reason().text() + " stays anyway"));
  }

  /** The innermost root around that path. */
  private Optional<Root> rootOf(PathBytes path) {
    return roots.stream()
        .filter(root -> path.isUnder(root.path()))
        .max(Comparator.comparingInt(root -> root.path().length()));
  }

  /** How many gaps are to be reconciled. */
  int waiting() {
    return usable.size();
  }

  /** Gaps that are not reconciled, and why. */
  List<ReconcileStatus.Refused> refused() {
    return refused;
  }

  /**
   * The next walk; empty if there is none now. A place under a gap that is still open waits for its
   * end, and so does everything while watches are being set.
   *
   * @param wanted false for places that are not to be walked yet
   */
  Optional<Job> next(Predicate<PathBytes> wanted) {
    if (open.stream().anyMatch(gap -> gap.reason() == Reason.NOT_ARMED)) {
      return Optional.empty();
    }
    return usable.stream()
        .filter(gap -> open.stream().noneMatch(other -> gap.path().isUnder(other.path())))
        .filter(gap -> wanted.test(gap.path()))
        .min(Comparator.comparing(Gap::path))
        .map(this::around);
  }

  /** With what lies below it in the same root; a root inside has walks of its own. */
  private Job around(Gap first) {
    Root root = rootOf(first.path()).orElseThrow();
    List<Gap> gaps =
        usable.stream()
            .filter(gap -> gap.path().isUnder(first.path()))
            .filter(gap -> rootOf(gap.path()).orElseThrow().equals(root))
            .sorted(Comparator.comparing(Gap::path))
            .limit(Job.MOST_GAPS)
            .toList();
    return new Job(
        first.path(),
        first.path().equals(root.path()),
        exclusions(first.path(), root),
        root.nested(),
        gaps);
  }

  /** A root inside may include what the one around it excludes; lists leave out what they must. */
  private Exclusions exclusions(PathBytes top, Root root) {
    List<String> patterns = new ArrayList<>(root.exclusions().patterns());
    roots.stream()
        .filter(other -> other.path().isUnder(top))
        .forEach(other -> patterns.retainAll(other.exclusions().patterns()));
    return Exclusions.of(patterns);
  }
}
