package org.tidemark.rsync;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.points.NulRecords;

/**
 * Finds the other names of files that have several, in the source or on the mirror: what is done to
 * one of them is done to all. The journal knows them of what changed, but nobody of what drifted,
 * so they are looked for in the whole tree, where there are any.
 */
final class LinkMates {
  private static final String IS_LINKED = "! -type d -links +1";

  private final Host here;
  private final Scope scope;
  private final Mirror mirror;
  private final Path work;

  /**
   * @param work a local folder
   */
  LinkMates(Host here, Scope scope, Mirror mirror, Path work) {
    this.here = here;
    this.scope = scope;
    this.mirror = mirror;
    this.work = work;
  }

  /**
   * Every name of the files that these are names of, with what else is one file with those; those
   * that belong into the mirror only.
   *
   * @param names file of names, each with a NUL behind
   */
  Set<String> of(Path names) throws IOException, TidemarkException {
    Set<String> all = new HashSet<>(linked(here, scope.source(), names));
    if (mirror.host().isPresent()) {
      all.addAll(linked(mirror.host().get(), mirror.path(), names));
    }
    if (all.isEmpty()) {
      return all;
    }
    Path source = inodes(here, scope.source(), "linked-in-source");
    Path there =
        mirror.host().isPresent()
            ? inodes(mirror.host().get(), mirror.path(), "linked-on-mirror")
            : null;
    int before = 0;
    while (all.size() > before) {
      before = all.size();
      addMates(source, all);
      if (there != null) {
        addMates(there, all);
      }
    }
    return all;
  }

  private static Set<String> linked(Host host, PathBytes place, Path names)
      throws IOException, TidemarkException {
    ByteArrayOutputStream found = new ByteArrayOutputStream();
    new ByteFiles(host).existing(place, names, found, IS_LINKED);
    Set<String> out = new HashSet<>();
    try (NulRecords in = new NulRecords(new ByteArrayInputStream(found.toByteArray()))) {
      for (String name = in.next(); name != null; name = in.next()) {
        out.add(name);
      }
    }
    return out;
  }

  /** All files with several names: inode, blank, name. */
  private Path inodes(Host host, PathBytes place, String file)
      throws IOException, TidemarkException {
    Path out = work.resolve(file);
    String find = "find . " + (scope.nested() ? "" : "-xdev ") + "\"$@\"";
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try (OutputStream found = new BufferedOutputStream(Files.newOutputStream(out))) {
      Program program =
          Program.of(
              "sh", "-c", find, "sh", "!", "-type", "d", "-links", "+1", "-printf", "%D:%i %p\\0");
      // What vanishes meanwhile makes it complain: that is no reason to leave the rest unmended.
      int unused = host.run(program.in(place), found, errors);
    }
    return out;
  }

  private void addMates(Path inodes, Set<String> names) throws IOException {
    Set<String> files = new HashSet<>();
    forEach(
        inodes,
        (inode, name) -> {
          if (names.contains(name)) {
            files.add(inode);
          }
        });
    forEach(
        inodes,
        (inode, name) -> {
          if (files.contains(inode) && scope.holds(name)) {
            names.add(name);
          }
        });
  }

  private interface Named {
    void take(String inode, String name);
  }

  private static void forEach(Path inodes, Named each) throws IOException {
    try (NulRecords in = new NulRecords(Files.newInputStream(inodes))) {
      for (String record = in.next(); record != null; record = in.next()) {
        int blank = record.indexOf(' ');
        each.take(record.substring(0, blank), record.substring(blank + 1));
      }
    }
  }
}
