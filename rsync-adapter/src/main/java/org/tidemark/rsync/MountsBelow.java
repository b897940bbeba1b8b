package org.tidemark.rsync;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/** Where filesystems, or parts of them, are mounted below a directory. */
final class MountsBelow {
  private MountsBelow() {}

  static Set<PathBytes> of(PathBytes directory) throws TidemarkException {
    try {
      return in(MountTable.read(), directory);
    } catch (IOException e) {
      throw Places.failed("cannot read what is mounted: " + e.getMessage(), e);
    }
  }

  /** What something else is mounted over is not at its place: what is seen there is no mount. */
  static Set<PathBytes> in(MountTable table, PathBytes directory) {
    return table.below(directory).stream()
        .map(MountTable.Mount::place)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
