package org.tidemark.rsync.points;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tidemark.journal.model.TidemarkException;

/**
 * Looks at everything that a run may touch, before it does. What it finds lies in local files: a
 * record for each name that may change by itself, and those of the walked directories apart,
 * because most of them will turn out untouched. Not thread-safe.
 */
final class BeforeMaker {
  private final Bulk bulk;
  private final Path work;
  private final SourceLook source;
  private final Set<String> directories = new HashSet<>();
  private final Set<String> levels = new HashSet<>();
  private final Set<String> trees = new HashSet<>();

  /**
   * @param work a local folder for files
   */
  BeforeMaker(Bulk bulk, Path work, SourceLook source) {
    this.bulk = bulk;
    this.work = work;
    this.source = source;
  }

  /** What was found, as local files of records without an end record. */
  record Found(Path listed, Path walked, Path going, Path xattrs) {}

  Found look(Touching touching) throws IOException, TidemarkException {
    Found found = new Found(file("listed"), file("walked"), file("going"), file("xattrs"));
    readInto(touching.levels(), levels);
    readInto(touching.trees(), trees);
    Path candidates = file("candidates");
    try (NulWriter listed = new NulWriter(found.listed())) {
      try (NulWriter walked = new NulWriter(found.walked());
          NulWriter wasDirectory = new NulWriter(candidates)) {
        Set<String> parents = parentsOf(touching.names());
        recordParents(parents, listed);
        recordNames(touching.names(), parents, listed, wasDirectory);
        walk("level", Bulk.RECORD_LEVELS, levels, Before.Kind.LEVEL, walked, wasDirectory);
        walk("tree", Bulk.RECORD_TREES, trees, Before.Kind.TREE, walked, null);
      }
      new GoingFinder(bulk, work, source).find(candidates, found.going(), listed);
    }
    recordXattrs(found);
    return found;
  }

  private Path file(String name) {
    return work.resolve("before-" + name);
  }

  static void readInto(Path names, Set<String> target) throws IOException {
    try (NulRecords records = new NulRecords(Files.newInputStream(names))) {
      for (String name = records.next(); name != null; name = records.next()) {
        target.add(name);
      }
    }
  }

  static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  /** In an order that has each directory before what is below it. */
  private static Set<String> parentsOf(Path names) throws IOException {
    Set<String> out = new TreeSet<>(Set.of("."));
    try (NulRecords records = new NulRecords(Files.newInputStream(names))) {
      for (String name = records.next(); name != null; name = records.next()) {
        String parent = parent(name);
        while (!parent.isEmpty() && out.add(parent)) {
          parent = parent(parent);
        }
      }
    }
    return out;
  }

  private void recordParents(Set<String> parents, NulWriter out)
      throws IOException, TidemarkException {
    Path asked = file("parents");
    try (NulWriter writer = new NulWriter(asked)) {
      for (String parent : parents) {
        writer.add(parent);
      }
    }
    Map<String, Before> found = new HashMap<>();
    Path output = file("parents-found");
    bulk.run(Bulk.RECORD_NAMES, asked, output);
    try (NulRecords records = new NulRecords(Files.newInputStream(output))) {
      for (String record = records.next(); record != null; record = records.next()) {
        Before before = Before.parse(record);
        found.put(MirrorName.text(before.path()), before);
      }
    }
    for (String parent : parents) {
      recordParent(parent, found.get(parent), out);
    }
  }

  /** What seems to lie below a link or a file of the mirror is not in the mirror. */
  private void recordParent(String name, Before found, NulWriter out) throws IOException {
    if (!name.equals(".") && !directories.contains(parent(name))) {
      return;
    }
    if (found != null && found.attributes().isDirectory()) {
      directories.add(name);
    }
    out.add(found == null ? absent(name) : found.text());
  }

  private static String absent(String name) {
    return Before.of(Before.Kind.ABSENT, MirrorName.parse(name)).text();
  }

  /** The names come back in the order in which they were asked, those that are missing left out. */
  private void recordNames(Path names, Set<String> parents, NulWriter out, NulWriter wasDirectory)
      throws IOException, TidemarkException {
    Path asked = file("names");
    filter(names, parents, asked, wasDirectory);
    Path output = file("names-found");
    bulk.run(Bulk.RECORD_NAMES, asked, output);
    try (NulRecords wanted = new NulRecords(Files.newInputStream(asked));
        NulRecords found = new NulRecords(Files.newInputStream(output))) {
      String record = found.next();
      for (String name = wanted.next(); name != null; name = wanted.next()) {
        Before before = record == null ? null : Before.parse(record);
        if (before == null || !MirrorName.text(before.path()).equals(name)) {
          out.add(absent(name));
          continue;
        }
        out.add(record);
        noteDirectory(before, name, wasDirectory);
        record = found.next();
      }
      requireEnd(record);
    }
  }

  private static void requireEnd(String record) throws IOException {
    if (record != null) {
      throw new IOException("the mirror has a name that nobody asked for: " + record);
    }
  }

  private void filter(Path names, Set<String> parents, Path asked, NulWriter wasDirectory)
      throws IOException {
    try (NulRecords records = new NulRecords(Files.newInputStream(names));
        NulWriter writer = new NulWriter(asked)) {
      for (String name = records.next(); name != null; name = records.next()) {
        if (!parents.contains(name)) {
          if (directories.contains(parent(name))) {
            writer.add(name);
          }
        } else if (directories.contains(name)) {
          wasDirectory.add(name);
        }
      }
    }
  }

  private void noteDirectory(Before before, String name, NulWriter wasDirectory)
      throws IOException {
    if (before.attributes().isDirectory()) {
      wasDirectory.add(name);
      directories.add(name);
    }
  }

  /** Copies the records of what lies below the tops that are directories of the mirror. */
  private void walk(
      String what,
      String script,
      Set<String> tops,
      Before.Kind kind,
      NulWriter out,
      NulWriter wasDirectory)
      throws IOException, TidemarkException {
    Path asked = file(what);
    try (NulWriter writer = new NulWriter(asked)) {
      for (String top : tops) {
        if (directories.contains(top) && !isInTree(top, kind)) {
          writer.add(top);
          out.add(Before.of(kind, MirrorName.parse(top)).text());
        }
      }
    }
    Path output = file(what + "-found");
    bulk.run(script, asked, output);
    try (NulRecords records = new NulRecords(Files.newInputStream(output))) {
      for (String record = records.next(); record != null; record = records.next()) {
        out.add(record);
        if (wasDirectory != null && record.startsWith("d ")) {
          wasDirectory.add(MirrorName.text(Before.parse(record).path()));
        }
      }
    }
  }

  private boolean isInTree(String top, Before.Kind kind) {
    String at = kind == Before.Kind.TREE ? parent(top) : top;
    while (!at.isEmpty() && !trees.contains(at)) {
      at = parent(at);
    }
    return !at.isEmpty();
  }

  private void recordXattrs(Found found) throws IOException, TidemarkException {
    Path names = file("there");
    try (NulWriter writer = new NulWriter(names)) {
      copyThere(found.listed(), writer);
      copyThere(found.walked(), writer);
    }
    bulk.run(Bulk.XATTRS, names, found.xattrs());
  }

  private static void copyThere(Path records, NulWriter names) throws IOException {
    try (NulRecords in = new NulRecords(Files.newInputStream(records))) {
      for (String record = in.next(); record != null; record = in.next()) {
        Before before = Before.parse(record);
        if (before.kind() == Before.Kind.THERE) {
          names.add(MirrorName.text(before.path()));
        }
      }
    }
  }
}
