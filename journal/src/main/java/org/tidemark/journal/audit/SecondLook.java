package org.tidemark.journal.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.store.ChangeLookup;
import org.tidemark.journal.window.MappedNow;

/**
 * Looks again at what seemed to be uncovered, since its events may have been on the way: at the
 * tree, then at the journal behind a barrier, then at the tree once more. Only where all stays the
 * same, twice, is it judged: a second barrier brings the event of a mapping that ended just before
 * mappings were looked for.
 *
 * <p>Bounded: when many have come, whoever brings the next one waits for that. Thread-safe.
 */
final class SecondLook {
  private static final int KEPT = 10_000;
  private static final int CONFIRMATIONS = 2;

  /** What changes so often is left as a doubt. */
  private static final int ROUNDS = 50;

  private final Kernel kernel;
  private final AuditRequest request;
  private final Root root;
  private final Barrier barrier;
  private final AuditTally tally;
  private final Judgement judgement;

  @GuardedBy("this")
  private final List<Suspect> suspects = new ArrayList<>();

  /** Made anew in each round that needs it: it looks at every process. */
  @GuardedBy("this")
  private @Nullable MappedNow mapped;

  SecondLook(
      Kernel kernel,
      AuditRequest request,
      Root root,
      Barrier barrier,
      AuditTally tally,
      Judgement judgement) {
    this.kernel = kernel;
    this.request = request;
    this.root = root;
    this.barrier = barrier;
    this.tally = tally;
    this.judgement = judgement;
  }

  synchronized void add(PathBytes suspect) throws TidemarkException {
    suspects.add(new Suspect(suspect));
    if (suspects.size() >= KEPT) {
      settle();
    }
  }

  /** Judges those that are left, and the objects with several names. */
  synchronized void finish(LinkedNames linked) throws TidemarkException {
    settle();
    suspects.addAll(linked.uncovered());
    settle();
  }

  @GuardedBy("this")
  private void settle() throws TidemarkException {
    for (int round = 0; round < ROUNDS && !suspects.isEmpty(); round++) {
      round();
    }
    for (Suspect suspect : suspects) {
      judgement.doubt(suspect.seen().get(0), "it changes again and again while it is looked at");
    }
    suspects.clear();
  }

  @GuardedBy("this")
  private void round() throws TidemarkException {
    suspects.forEach(suspect -> suspect.setSeen(changed(suspect)));
    // What vanished, or has an old object again, is for the row of its removal to explain.
    suspects.removeIf(suspect -> suspect.seen().isEmpty());
    barrier.pass();
    mapped = null;
    ChangeLookup lookup = ChangeLookup.open(request.state());
    try (Coverage now = new Coverage(lookup, request.base().sequence(), root.path())) {
      List<Suspect> left = new ArrayList<>();
      for (Suspect suspect : suspects) {
        if (!isCovered(now, suspect) && !isJudged(lookup, suspect)) {
          left.add(suspect);
        }
      }
      suspects.clear();
      suspects.addAll(left);
    }
  }

  /** Those of its names that have a change to be explained. */
  private List<Seen> changed(Suspect suspect) {
    FileStat stat = new FileStat();
    List<Seen> changed = new ArrayList<>();
    for (PathBytes name : suspect.names()) {
      int flags = Flags.AT_SYMLINK_NOFOLLOW;
      boolean there = kernel.statx(Kernel.AT_FDCWD, name.bytes(), flags, stat) >= 0;
      if (there && stat.changeTime() > request.newerThan()) {
        changed.add(Seen.of(name, stat));
      }
    }
    return changed;
  }

  @GuardedBy("this")
  private boolean isCovered(Coverage now, Suspect suspect) throws TidemarkException {
    for (Seen seen : suspect.seen()) {
      Cover cover = now.of(seen.path(), seen.directory());
      if (cover != Cover.NONE) {
        tally.cover(cover);
        return true;
      }
      if (seen.regular() && mapped().lists(seen.path())) {
        tally.mapped.increment();
        return true;
      }
    }
    return false;
  }

  @GuardedBy("this")
  private MappedNow mapped() {
    MappedNow known = mapped;
    if (known == null) {
      known = MappedNow.look(kernel, List.of(root));
      mapped = known;
    }
    return known;
  }

  /** An event names one name only; which one it was, nobody can tell from the tree. */
  private boolean isJudged(ChangeLookup lookup, Suspect suspect) throws TidemarkException {
    if (suspect.confirm(changed(suspect)) < CONFIRMATIONS) {
      return false;
    }
    Seen first = suspect.seen().get(0);
    int names = suspect.seen().size();
    if (first.hasOtherNames() && names < first.links()) {
      judgement.doubt(
          first,
          "it has "
              + first.links()
              + " names, of which "
              + names
              + " were found here: the event may have named another");
    } else {
      judgement.of(first, lookup);
    }
    return true;
  }
}
