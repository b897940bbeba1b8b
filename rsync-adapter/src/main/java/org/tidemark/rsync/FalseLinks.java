package org.tidemark.rsync;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
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
  private static final String FACTS = " -printf '%D:%i %n %p\\0' 2>/dev/null || :";
  private static final String LINKED = " ! -type d -links +1" + FACTS;
  private static final String TREES = "find \"$@\"" + LINKED;
  private static final String LEVELS = "find \"$@\" -mindepth 1 -maxdepth 1" + LINKED;
  private static final String NAMES = "find \"$@\" -maxdepth 0" + FACTS;

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
    if (Files.size(places) == 0) {
      return;
    }
    Path linked = work.resolve("linked");
    run(mirror.host().orElseThrow(), mirror.path(), find, places, linked);
    Path sorted = sorted(linked);
    Path names = work.resolve("linked-names");
    boolean others = writeNames(sorted, names);
    Path there = work.resolve("linked-in-source");
    run(here, scope.source(), NAMES, names, there);
    forEach(sorted, there, file -> file.addFalse(found));
    if (others && !isWhole(places)) {
      Map<String, Long> met = metInSource(find, places);
      forEach(sorted, there, file -> file.addStrange(met, found));
    }
  }

  /** Where all is compared, the names that were not met are those that points keep. */
  private boolean isWhole(Path places) {
    return places.equals(work.resolve("trees"));
  }

  /** True if some of the files have names elsewhere. */
  private static boolean writeNames(Path sorted, Path names) throws IOException {
    boolean others = false;
    MirroredFile file = null;
    try (NulRecords in = new NulRecords(Files.newInputStream(sorted));
        NulWriter out = new NulWriter(names)) {
      for (String[] name = fields(in.next()); name != null; name = fields(in.next())) {
        if (file == null || !file.hasInode(name[0])) {
          others |= file != null && file.hasOthers();
          file = new MirroredFile(name[0], Long.parseLong(name[1]));
        }
        file.meet();
        out.add(name[2]);
      }
    }
    return others || (file != null && file.hasOthers());
  }

  /** How many names of each file lie in the same places of the source. */
  private Map<String, Long> metInSource(String find, Path places)
      throws IOException, TidemarkException {
    Path linked = work.resolve("all-linked-in-source");
    run(here, scope.source(), find, places, linked);
    Map<String, Long> met = new HashMap<>();
    try (NulRecords in = new NulRecords(Files.newInputStream(linked))) {
      for (String[] name = fields(in.next()); name != null; name = fields(in.next())) {
        met.merge(name[0], 1L, Long::sum);
      }
    }
    return met;
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
  private static void forEach(Path onMirror, Path inSource, Consumer<MirroredFile> each)
      throws IOException {
    try (NulRecords mirrored = new NulRecords(Files.newInputStream(onMirror));
        NulRecords sources = new NulRecords(Files.newInputStream(inSource))) {
      MirroredFile file = new MirroredFile("", 0);
      String[] source = fields(sources.next());
      for (String[] name = fields(mirrored.next()); name != null; name = fields(mirrored.next())) {
        if (!file.hasInode(name[0])) {
          each.accept(file);
          file = new MirroredFile(name[0], Long.parseLong(name[1]));
        }
        file.meet();
        if (source != null && source[2].equals(name[2])) {
          file.add(source[0], Long.parseLong(source[1]), name[2]);
          source = fields(sources.next());
        }
      }
      each.accept(file);
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
    Set<Pass> passes = EnumSet.copyOf(plan.passes());
    PassNames names = new PassNames(StateFolder.subfolder(work, "names"));
    try (names) {
      for (Pass pass : plan.passes()) {
        names.addAll(pass, plan.names());
      }
      try (NulRecords mates = new NulRecords(Files.newInputStream(matesInSource(found)))) {
        for (String name = mates.next(); name != null; name = mates.next()) {
          names.add(Pass.LINKS, name.substring(2).getBytes(StandardCharsets.ISO_8859_1));
          passes.add(Pass.LINKS);
        }
      }
    }
    return plan.with(List.copyOf(passes), names);
  }

  /**
   * Those that are gone go in the comparing pass. Listed, one below what was a directory would
   * stand for the file there, which would be written anew and lose its other names.
   */
  private Path matesInSource(Set<String> found) throws IOException, TidemarkException {
    Path file = work.resolve("false-links");
    write(found, file);
    Path mates = work.resolve("mates");
    write(new LinkMates(here, scope, mirror, work).of(file), mates);
    Path present = work.resolve("mates-in-source");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(present))) {
      new ByteFiles(here).existing(scope.source(), mates, out, "");
    }
    return present;
  }

  private static void write(Set<String> names, Path file) throws IOException {
    try (NulWriter out = new NulWriter(file)) {
      for (String name : names) {
        out.add(name);
      }
    }
  }
}
