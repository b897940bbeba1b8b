package org.tidemark.rsync.points;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/** What single names of a mirror are, asked once each. Not thread-safe. */
final class MirrorFacts {
  private final Bulk bulk;
  private final Path work;
  private final Map<PathBytes, Optional<Attributes>> known = new HashMap<>();

  /**
   * @param work a local folder for files
   */
  MirrorFacts(Bulk bulk, Path work) {
    this.bulk = bulk;
    this.work = work;
  }

  /** Looks at many names and their parents at once. */
  void ask(Collection<PathBytes> paths) throws IOException, TidemarkException {
    Set<PathBytes> asked = new TreeSet<>();
    for (PathBytes path : paths) {
      PathBytes at = path;
      while (!known.containsKey(at) && asked.add(at) && !at.isRoot()) {
        at = at.parent();
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    Path names = work.resolve("facts-names");
    try (NulWriter out = new NulWriter(names)) {
      for (PathBytes path : asked) {
        known.put(path, Optional.empty());
        out.add(MirrorName.text(path));
      }
    }
    Path found = work.resolve("facts-found");
    bulk.run(Bulk.RECORD_NAMES, names, found);
    try (NulRecords in = new NulRecords(Files.newInputStream(found))) {
      for (String record = in.next(); record != null; record = in.next()) {
        Before before = Before.parse(record);
        known.put(before.path(), Optional.of(before.attributes()));
      }
    }
  }

  /** Empty if nothing is there, or something that a link of the mirror leads to. */
  Optional<Attributes> at(PathBytes path) throws IOException, TidemarkException {
    ask(List.of(path));
    PathBytes parent = path.parent();
    while (!parent.isRoot()) {
      if (!known.get(parent).map(Attributes::isDirectory).orElse(false)) {
        return Optional.empty();
      }
      parent = parent.parent();
    }
    return known.get(path);
  }
}
