package org.tidemark.journal.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * Names that seemed to be uncovered. Their events may have been on the way, so that they are looked
 * up again behind a barrier, and only then judged. Bounded: when many have come, whoever brings the
 * next one waits for that. Thread-safe.
 */
final class SecondLook {
  private static final int KEPT = 10_000;

  private final Kernel kernel;
  private final AuditRequest request;
  private final Root root;
  private final Barrier barrier;
  private final AuditTally tally;
  private final Judgement judgement;

  @GuardedBy("this")
  private final List<PathBytes> suspects = new ArrayList<>();

  /** Made when it is first needed: it looks at every process. */
  @GuardedBy("this")
  private @Nullable Set<PathBytes> mapped;

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
    suspects.add(suspect);
    if (suspects.size() >= KEPT) {
      look();
    }
  }

  /** Judges those that are left, and the objects with several names. */
  synchronized void finish(LinkedNames linked) throws TidemarkException {
    look();
    List<LinkedNames.Group> groups = linked.uncovered();
    if (!groups.isEmpty()) {
      barrier.pass();
      try (Coverage now = coverage()) {
        for (LinkedNames.Group group : groups) {
          judge(now, group);
        }
      }
    }
  }

  private Coverage coverage() throws TidemarkException {
    return new Coverage(ChangeLookup.open(request.state()), request.base().sequence(), root.path());
  }

  @GuardedBy("this")
  private void look() throws TidemarkException {
    if (suspects.isEmpty()) {
      return;
    }
    barrier.pass();
    try (Coverage now = coverage()) {
      for (PathBytes suspect : suspects) {
        Optional<Seen> seen = changed(suspect);
        if (seen.isPresent() && !isCovered(now, seen.get())) {
          judgement.of(seen.get(), now.lookup());
        }
      }
    }
    suspects.clear();
  }

  /** What vanished meanwhile is for a later look to find, if its removal was missed. */
  private Optional<Seen> changed(PathBytes path) {
    FileStat stat = new FileStat();
    int flags = Flags.AT_SYMLINK_NOFOLLOW;
    return kernel.statx(Kernel.AT_FDCWD, path.bytes(), flags, stat) < 0
        ? Optional.empty()
        : Optional.of(Seen.of(path, stat)).filter(seen -> seen.changeTime() > request.newerThan());
  }

  @GuardedBy("this")
  private boolean isCovered(Coverage now, Seen seen) throws TidemarkException {
    Cover cover = now.of(seen.path(), seen.directory());
    if (cover != Cover.NONE) {
      tally.cover(cover);
      return true;
    }
    if (seen.regular() && mapped().contains(seen.path())) {
      tally.mapped.increment();
      return true;
    }
    return false;
  }

  @GuardedBy("this")
  private Set<PathBytes> mapped() {
    Set<PathBytes> known = mapped;
    if (known == null) {
      known = MappedNow.files(kernel, List.of(root));
      mapped = known;
    }
    return known;
  }

  /** An event names one name only; which one it was, nobody can tell from the tree. */
  @GuardedBy("this")
  private void judge(Coverage now, LinkedNames.Group group) throws TidemarkException {
    Seen last = null;
    int names = 0;
    for (PathBytes name : group.names()) {
      Optional<Seen> seen = changed(name);
      if (seen.isPresent() && isCovered(now, seen.get())) {
        return;
      }
      names += seen.isPresent() ? 1 : 0;
      last = seen.orElse(last);
    }
    if (last != null && names >= last.links()) {
      judgement.of(last, now.lookup());
    } else if (last != null) {
      judgement.doubt(
          last,
          "it has "
              + last.links()
              + " names, of which "
              + names
              + " were found here: the event may"
              + " have named another");
    }
  }
}
