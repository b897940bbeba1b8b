package org.tidemark.rsync.points;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

/**
 * Finds what goes from a mirror before the passes: directories that the source has no more, or has
 * something else in place of. Of one that leads to what must stay, everything else goes. For one
 * run; not thread-safe.
 */
final class GoingFinder {
  private final Bulk bulk;
  private final Path work;
  private final SourceLook source;
  private final Set<String> going = new TreeSet<>();

  /**
   * @param bulk in the mirror
   * @param work a local folder for files
   */
  GoingFinder(Bulk bulk, Path work, SourceLook source) {
    this.bulk = bulk;
    this.work = work;
    this.source = source;
  }

  /**
   * Finds it.
   *
   * @param candidates file of directories of the mirror, which have records
   * @param target gets the topmost names that go
   * @param records gets what undoing that takes besides
   */
  void find(Path candidates, Path target, NulWriter records) throws IOException, TidemarkException {
    Set<String> opened = sort(candidates);
    record(Bulk.RECORD_NAMES, opened, records);
    while (!opened.isEmpty()) {
      opened = sort(record(Bulk.RECORD_LEVELS, opened, records));
    }
    writeTops(target);
    copyRecords(Bulk.RECORD_LINKED, target, records);
  }

  /** Notes which of them go as a whole; those of which only a part does are the result. */
  private Set<String> sort(Path candidates) throws IOException, TidemarkException {
    Path kept = work.resolve("before-in-source");
    Bulk.in(source).run(Bulk.DIRECTORIES, candidates, kept);
    Set<String> inSource = new HashSet<>();
    BeforeMaker.readInto(kept, inSource);
    Set<String> opened = new TreeSet<>();
    try (NulRecords names = new NulRecords(Files.newInputStream(candidates))) {
      for (String name = names.next(); name != null; name = names.next()) {
        if (!inSource.contains(name)) {
          sort(name, opened);
        }
      }
    }
    return opened;
  }

  /** Nothing of what is below a directory that is gone is in the source. */
  private Set<String> sort(Iterable<Before> below) {
    Set<String> opened = new TreeSet<>();
    for (Before object : below) {
      sort(MirrorName.text(object.path()), opened);
    }
    return opened;
  }

  private void sort(String name, Set<String> opened) {
    PathBytes path = MirrorName.parse(name);
    if (source.leadsToKept().test(path)) {
      opened.add(name);
    } else if (!source.isKept().test(path)) {
      going.add(name);
    }
  }

  private Set<Before> record(String script, Set<String> names, NulWriter records)
      throws IOException, TidemarkException {
    Path asked = work.resolve("before-opened");
    try (NulWriter writer = new NulWriter(asked)) {
      for (String name : names) {
        writer.add(name);
      }
    }
    return copyRecords(script, asked, records);
  }

  private Set<Before> copyRecords(String script, Path asked, NulWriter records)
      throws IOException, TidemarkException {
    Path output = work.resolve("before-going-found");
    bulk.run(script, asked, output);
    Set<Before> found = new HashSet<>();
    try (NulRecords in = new NulRecords(Files.newInputStream(output))) {
      for (String record = in.next(); record != null; record = in.next()) {
        records.add(record);
        found.add(Before.parse(record));
      }
    }
    return found;
  }

  private void writeTops(Path file) throws IOException {
    try (NulWriter writer = new NulWriter(file)) {
      for (String name : going) {
        String above = BeforeMaker.parent(name);
        while (!above.isEmpty() && !going.contains(above)) {
          above = BeforeMaker.parent(above);
        }
        if (above.isEmpty()) {
          writer.add(name);
        }
      }
    }
  }
}
