package org.tidemark.rsync;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.NulRecords;
import org.tidemark.rsync.points.NulWriter;

/**
 * Finds names that are one file on the mirror and several in the source, where comparing passes go:
 * rsync leaves such a file whole if its content is right and gives it the attributes of each in
 * turn. Another pass writes each of them anew. For one run, by one thread.
 */
final class FalseLinks {
  private static final String LINKED =
      " ! -type d -links +1 -printf '%D:%i %p\\0' 2>/dev/null || :";

  private static final String TREES = "find \"$@\"" + LINKED;
  private static final String LEVELS = "find \"$@\" -mindepth 1 -maxdepth 1" + LINKED;
  private static final String IN_SOURCE =
      "find \"$@\" -maxdepth 0 -printf '%D:%i %n %p\\0' 2>/dev/null || :";

  private final Host here;
  private final Scope scope;
  private final Mirror mirror;
  private final Path work;

  /**
   * @param work a local folder of its own
   */
  FalseLinks(Host here, Scope scope, Mirror mirror, Path work) {
    this.here = here;
    this.scope = scope;
    this.mirror = mirror;
    this.work = work;
  }

  /** The plan, with a pass that parts such names again. */
  PassPlan parted(PassPlan plan) throws TidemarkException {
    if (mirror.host().isEmpty()) {
      return plan;
    }
    try {
      Set<String> found = new HashSet<>();
      addFalse(TREES, trees(plan), found);
      if (plan.passes().contains(Pass.CONTENTS)) {
        addFalse(LEVELS, plan.names().file(Pass.CONTENTS), found);
      }
      return found.isEmpty() ? plan : with(plan, found);
    } catch (IOException e) {
      throw StateFolder.unusable("write names in", work, e);
    }
  }

  private Path trees(PassPlan plan) throws IOException {
    Path all = work.resolve("trees");
    try (NulWriter out = new NulWriter(all)) {
      if (plan.passes().contains(Pass.COMPARE) || plan.passes().contains(Pass.DRIFT)) {
        out.add(".");
        return all;
      }
    }
    boolean compares = plan.passes().contains(Pass.DOUBTFUL_TREES);
    return compares ? plan.names().file(Pass.DOUBTFUL_TREES) : all;
  }

  private void addFalse(String find, Path places, Set<String> found)
      throws IOException, TidemarkException {
    Path linked = work.resolve("linked");
    run(mirror.host().orElseThrow(), mirror.path(), find, places, linked);
    Path sorted = sorted(linked);
    Path names = work.resolve("linked-names");
    try (NulRecords in = new NulRecords(Files.newInputStream(sorted));
        NulWriter out = new NulWriter(names)) {
      for (String record = in.next(); record != null; record = in.next()) {
        out.add(record.substring(record.indexOf(' ') + 1));
      }
    }
    Path there = work.resolve("linked-in-source");
    run(here, scope.source(), IN_SOURCE, names, there);
    compare(sorted, there, found);
  }

  /** With the names of one file behind each other. */
  private Path sorted(Path linked) throws TidemarkException {
    Path sorted = work.resolve("linked-sorted");
    String folder = Program.latin1(work);
    Programs.Result result =
        here.run(
            Program.of(
                "sort", "-z", "-T", folder, "-o", Program.latin1(sorted), Program.latin1(linked)));
    if (result.exit() != 0) {
      throw new TidemarkException(
          ExitCode.STATE_UNUSABLE, "cannot sort " + linked + ": " + result.errors().strip(), "");
    }
    return sorted;
  }

  /** Both in the same order; the source may lack names. */
  private static void compare(Path onMirror, Path inSource, Set<String> found) throws IOException {
    try (NulRecords mirrored = new NulRecords(Files.newInputStream(onMirror));
        NulRecords sources = new NulRecords(Files.newInputStream(inSource))) {
      String inode = "";
      String first = "";
      String[] source = fields(sources.next());
      for (String next = mirrored.next(); next != null; next = mirrored.next()) {
        String[] name = next.split(" ", 2);
        first = name[0].equals(inode) ? first : "";
        inode = name[0];
        if (source != null && source[2].equals(name[1])) {
          first = first.isEmpty() ? source[0] : first;
          if (!first.equals(source[0]) || source[1].equals("1")) {
            found.add(name[1]);
          }
          source = fields(sources.next());
        }
      }
    }
  }

  private static String[] fields(String record) {
    return record == null ? null : record.split(" ", 3);
  }

  private static void run(Host host, PathBytes place, String script, Path names, Path output)
      throws IOException, TidemarkException {
    Program program = Program.of("xargs", "-0", "-r", "sh", "-c", script, "sh");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(output))) {
      // What cannot be seen here is complained of by the pass itself.
      int unused = host.run(program.in(place).reading(names), out, OutputStream.nullOutputStream());
    }
  }

  private PassPlan with(PassPlan plan, Set<String> found) throws IOException, TidemarkException {
    Path file = work.resolve("false-links");
    try (NulWriter out = new NulWriter(file)) {
      for (String name : found) {
        out.add(name);
      }
    }
    Set<Pass> passes = EnumSet.copyOf(plan.passes());
    PassNames names = new PassNames(StateFolder.subfolder(work, "names"));
    try (names) {
      for (Pass pass : plan.passes()) {
        names.addAll(pass, plan.names());
      }
      for (String name : new LinkMates(here, scope, mirror, work).of(file)) {
        names.add(Pass.LINKS, name.substring(2).getBytes(StandardCharsets.ISO_8859_1));
        passes.add(Pass.LINKS);
      }
    }
    return plan.with(List.copyOf(passes), names);
  }
}
