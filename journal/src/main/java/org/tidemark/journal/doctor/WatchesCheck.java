package org.tidemark.journal.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.tidemark.journal.kernel.MountTable;

/** Whether inotify's limits (inotify(7)) suffice for the trees that it has to follow. */
final class WatchesCheck implements Check {
  private static final Sysctl WATCHES = new Sysctl("fs.inotify.max_user_watches");
  private static final Sysctl INSTANCES = new Sysctl("fs.inotify.max_user_instances");
  private static final Sysctl QUEUE = new Sysctl("fs.inotify.max_queued_events");

  /** File servers have about ten files a directory, mail stores a hundred: too many is no harm. */
  private static final int INODES_PER_DIRECTORY = 10;

  private static final long STEP = 65_536;
  private static final long ENOUGH_EVENTS = 131_072;
  private static final long ENOUGH_INSTANCES = 16;

  @Override
  public String name() {
    return "inotify-limits";
  }

  @Override
  public List<Finding> look(Surroundings here) throws IOException {
    MountTable mounts = here.mounts();
    List<Tree> followed = new ArrayList<>();
    for (Tree tree : Tree.all(here)) {
      if (tree.usesInotify(here, mounts)) {
        followed.add(tree);
      }
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(watches(here, followed));
    findings.add(limit(here, INSTANCES, ENOUGH_INSTANCES, 128));
    if (!followed.isEmpty()) {
      findings.add(limit(here, QUEUE, ENOUGH_EVENTS, 1_048_576));
    }
    return findings;
  }

  private Finding watches(Surroundings here, List<Tree> trees) {
    if (trees.isEmpty()) {
      return Finding.green(
          name(), "", WATCHES.shown(here) + "; fanotify needs but a few above the trees");
    }
    long directories = 0;
    boolean known = true;
    for (Tree tree : trees) {
      long inodes = here.kernel().usedInodes(tree.root().path().bytes());
      known &= inodes > 0;
      directories += Math.max(0, inodes) / INODES_PER_DIRECTORY + 1;
    }
    return known
        ? compared(here, directories)
        : Finding.yellow(
            name(),
            "",
            WATCHES.shown(here) + "; the number of directories cannot be estimated there",
            "count them (find PATH -xdev -type d | wc -l) and compare");
  }

  private Finding compared(Surroundings here, long directories) {
    String text =
        WATCHES.shown(here)
            + ", about "
            + directories
            + " directories (an estimate: a tenth of the inodes in use)";
    OptionalLong limit = WATCHES.value(here);
    long advised = (2 * directories / STEP + 1) * STEP;
    return limit.orElse(Long.MAX_VALUE) < directories
        ? Finding.yellow(
            name(),
            "",
            text + ": beyond it, subtrees stay gaps. Each watch takes up to 2 KB of kernel memory",
            WATCHES.raise(advised))
        : Finding.green(name(), "", text);
  }

  private Finding limit(Surroundings here, Sysctl limit, long enough, long advised) {
    return limit.value(here).orElse(Long.MAX_VALUE) < enough
        ? Finding.yellow(name(), "", limit.shown(here) + " is small", limit.raise(advised))
        : Finding.green(name(), "", limit.shown(here));
  }
}
