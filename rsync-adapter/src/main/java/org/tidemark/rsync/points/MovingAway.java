package org.tidemark.rsync.points;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * Renames whole directories from the mirror into a step: what is below keeps all its attributes,
 * and rsync has nothing to remove.
 */
final class MovingAway {
  private static final String MAKE = "mkdir -p -m 700 -- \"$@\"";
  private static final String MOVE = "mv -T -- \"$1\" \"$2\" || exit 255";

  private final Bulk bulk;
  private final Path work;

  /**
   * @param work a local folder for files
   */
  MovingAway(Bulk bulk, Path work) {
    this.bulk = bulk;
    this.work = work;
  }

  /**
   * @param going file of names, each with a NUL behind
   * @param tree where they go to
   * @return how many names go with them
   */
  long move(Path going, PathBytes tree) throws IOException, TidemarkException {
    Path pairs = work.resolve("moving");
    Set<String> parents = new TreeSet<>();
    try (NulRecords names = new NulRecords(Files.newInputStream(going));
        NulWriter out = new NulWriter(pairs)) {
      for (String name = names.next(); name != null; name = names.next()) {
        String target = tree.latin1() + name.substring(1);
        parents.add(BeforeMaker.parent(target));
        out.add(name);
        out.add(target);
      }
    }
    makeAll(parents);
    Path count = work.resolve("moving-count");
    bulk.run(Bulk.COUNT_TREES, going, count);
    bulk.each(2, MOVE, pairs, work.resolve("moved"));
    return Files.size(count);
  }

  private void makeAll(Set<String> parents) throws IOException, TidemarkException {
    Path names = work.resolve("moving-parents");
    try (NulWriter out = new NulWriter(names)) {
      for (String parent : parents) {
        out.add(parent);
      }
    }
    bulk.run(MAKE, names, work.resolve("moving-made"));
  }
}
