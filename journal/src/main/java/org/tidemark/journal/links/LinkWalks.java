package org.tidemark.journal.links;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.walk.TreeWalk;
import org.tidemark.journal.walk.WalkControl;
import org.tidemark.journal.walk.WalkOutcome;
import org.tidemark.journal.walk.WalkRequest;
import org.tidemark.journal.walk.WalkVisitor;

/** The walks of the link index. Stateless but for what it is given. */
final class LinkWalks {
  /** Levels below the top of which it is kept that they were read. */
  private static final int TOLD_LEVELS = 2;

  /** That of a top that was opened, and what is said of one that is not there. */
  private static final Set<Integer> GONE = Set.of(0, Errno.ENOENT, Errno.ENOTDIR);

  private final Kernel kernel;
  private final List<Root> roots;

  LinkWalks(Kernel kernel, List<Root> roots) {
    this.kernel = kernel;
    this.roots = List.copyOf(roots);
  }

  /** The innermost root that follows that tree; empty if none does. */
  Optional<Root> rootOf(PathBytes top) {
    return roots.stream()
        .filter(root -> root.covers(top))
        .max((one, other) -> Integer.compare(one.path().length(), other.path().length()));
  }

  /** Those that lie in no other of them, and in a root. */
  List<PathBytes> topmost(List<PathBytes> tops) {
    List<PathBytes> kept = new ArrayList<>();
    for (PathBytes top : tops.stream().sorted().toList()) {
      boolean inside = !kept.isEmpty() && top.isUnder(kept.get(kept.size() - 1));
      if (!inside && rootOf(top).isPresent()) {
        kept.add(top);
      }
    }
    // A root inside another has exclusions of its own, and may be another filesystem.
    roots.stream()
        .map(Root::path)
        .filter(path -> kept.stream().anyMatch(top -> path.isUnder(top) && !path.equals(top)))
        .forEach(kept::add);
    return kept.stream().distinct().toList();
  }

  /**
   * False if the walk was ended before it was through.
   *
   * @param topFailed told if the top is there and cannot be opened
   */
  boolean run(
      PathBytes top,
      List<PathBytes> leftOut,
      Supplier<WalkVisitor> visitors,
      WalkControl control,
      Runnable topFailed) {
    Root root = rootOf(top).orElseThrow();
    int threads = top.equals(root.path()) ? WalkRequest.usualThreads() : 1;
    WalkRequest request =
        new WalkRequest(top, root.exclusions(), leftOut, root.nested(), threads, TOLD_LEVELS);
    WalkOutcome outcome = TreeWalk.run(kernel, request, visitors, control);
    if (!GONE.contains(outcome.topErrno())) {
      topFailed.run();
    }
    return outcome.complete() || outcome.topErrno() != 0;
  }
}
