package org.tidemark.rsync;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.NulRecords;
import org.tidemark.rsync.points.NulWriter;

/**
 * Symbolic links, pipes, sockets and devices with several names on the mirror that a run goes over.
 * A regular file that is listed is written anew under each of its names, but rsync leaves one of
 * these alone that looks right, and with it what is one file with it on the mirror and no more in
 * the source. So each becomes a file of its own before the passes, which link again what belongs
 * together. Where neither the mirror nor the source has all names of such a file in the plan, they
 * may be one file rightly with names that nothing links again: they stay so unless the mirror has
 * more of these. For one run, by one thread.
 */
final class SpecialLinks {
  private static final String SPECIAL = "! -type d ! -type f";
  private static final String LINKED = SPECIAL + " -links +1";
  private static final String FACTS = " -printf '%D:%i %n ' ";
  private static final String TREES = "find \"$@\" " + LINKED + FACTS + "-print0 2>/dev/null || :";

  /**
   * Each name leads to the old object or to its copy at any moment. A link keeps the old one, so
   * that its other names are known to have been one file with it.
   */
  private static final String PART =
      """
      kept=$1 copy=$2 failed=0
      shift 2
      keep() {
        [ -z "$kept" ] || [ -e "$kept/$1" ] || [ -L "$kept/$1" ] ||
          { mkdir -p -m 700 -- "$kept" && cp -al --parents -t "$kept" -- "$1"; }
      }
      part() {
        rm -f -- "$copy" && cp -aT -- "$1" "$copy" && mv -fT -- "$copy" "$1"
      }
      for name; do
        if [ -e "$name" ] || [ -L "$name" ]; then
          { keep "$name" && part "$name"; } || failed=1
        fi
      done
      exit "$failed"
      """;

  private final Host here;
  private final Scope scope;
  private final Mirror mirror;
  private final Path work;
  private final Set<String> parted = new TreeSet<>();

  /**
   * @param here this machine, where the source is
   * @param work a local folder of its own
   */
  SpecialLinks(Host here, Scope scope, Mirror mirror, Path work) {
    this.here = here;
    this.scope = scope;
    this.mirror = mirror;
    this.work = work;
  }

  /** Looks for them; the plan with all of them listed, so that they are recorded. */
  PassPlan listed(PassPlan plan) throws TidemarkException {
    if (mirror.host().isEmpty()) {
      return plan;
    }
    try {
      Map<String, LinkedName> listed = listed(host(), mirror.path(), plan);
      Map<String, LinkedName> all = belowMoved(host(), mirror.path(), plan);
      all.putAll(listed);
      all.keySet().retainAll(reallyOnMirror(all.keySet()));
      Map<String, LinkedName> special = inSource(all.keySet());
      if (!special.isEmpty()) {
        addToPart(filesOnMirror(all, special), metInSource(plan, special), plan.renewed());
      }
      Set<String> more = new TreeSet<>(parted);
      more.removeAll(listed.keySet());
      return more.isEmpty() ? plan : with(plan, more);
    } catch (IOException e) {
      throw StateFolder.unusable("write names in", work, e);
    }
  }

  private static Collection<MirroredFile> filesOnMirror(
      Map<String, LinkedName> onMirror, Map<String, LinkedName> special) {
    Map<String, MirroredFile> files = new HashMap<>();
    onMirror.forEach(
        (name, there) -> {
          MirroredFile file =
              files.computeIfAbsent(there.inode(), inode -> new MirroredFile(inode, there.links()));
          file.meet();
          LinkedName source = special.get(name);
          if (source != null) {
            file.add(source.inode(), source.links(), name);
          }
        });
    return files.values();
  }

  /** A name that leads where it led before shows that the file is the same one. */
  private void addToPart(
      Collection<MirroredFile> files, Map<String, Long> metInSource, Set<String> renewed) {
    for (MirroredFile file : files) {
      boolean known = file.names().stream().anyMatch(name -> !renewed.contains(name.substring(2)));
      if (!known || !file.mayStayWhole(metInSource)) {
        parted.addAll(file.names());
      }
    }
  }

  /** How many names of each file of the source the plan has, be they on the mirror or not. */
  private Map<String, Long> metInSource(PassPlan plan, Map<String, LinkedName> special)
      throws IOException, TidemarkException {
    Map<String, LinkedName> names = belowMoved(here, scope.source(), plan);
    names.putAll(listed(here, scope.source(), plan));
    names.putAll(special);
    Map<String, Long> met = new HashMap<>();
    names.values().forEach(name -> met.merge(name.inode(), 1L, Long::sum));
    return met;
  }

  private Map<String, LinkedName> listed(Host host, PathBytes place, PassPlan plan)
      throws IOException, TidemarkException {
    Map<String, LinkedName> linked = new TreeMap<>();
    for (Pass pass : List.of(Pass.OBJECTS, Pass.LINKS)) {
      if (plan.passes().contains(pass)) {
        linked.putAll(existing(host, place, plan.names().file(pass), LINKED));
      }
    }
    return linked;
  }

  /** What does not belong into the mirror stays there as it is. */
  private Map<String, LinkedName> belowMoved(Host host, PathBytes place, PassPlan plan)
      throws IOException, TidemarkException {
    if (!plan.passes().contains(Pass.MOVED_TREES)) {
      return new TreeMap<>();
    }
    Path linked = work.resolve("below-moved");
    Program find = Program.of("xargs", "-0", "-r", "sh", "-c", TREES, "sh");
    Program program = find.in(place).reading(plan.names().file(Pass.MOVED_TREES));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(linked))) {
      // What cannot be seen here is complained of by the pass itself.
      int unused = host.run(program, out, OutputStream.nullOutputStream());
    }
    Map<String, LinkedName> names = read(linked);
    names.keySet().removeIf(name -> !scope.holds(name));
    return names;
  }

  /** What a link of the mirror leads to may be anywhere. */
  private Set<String> reallyOnMirror(Set<String> names) throws IOException, TidemarkException {
    if (names.isEmpty()) {
      return names;
    }
    Set<String> directories = new HashSet<>();
    names.forEach(name -> directories.add(directory(name)));
    directories.remove("");
    Set<String> real =
        new AncestorGuard(new ByteFiles(host()), work).real(directories, mirror.path());
    Set<String> out = new TreeSet<>(names);
    out.removeIf(name -> !directory(name).isEmpty() && !real.contains(directory(name)));
    return out;
  }

  /** That of a name, relative to the mirror; empty for the mirror itself. */
  private static String directory(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 2 ? "" : name.substring(2, slash);
  }

  /** What is a file or a directory there takes another place, and what is missing goes. */
  private Map<String, LinkedName> inSource(Set<String> names)
      throws IOException, TidemarkException {
    if (names.isEmpty()) {
      return Map.of();
    }
    Path asked = work.resolve("asked-in-source");
    write(names, asked);
    return existing(here, scope.source(), asked, SPECIAL);
  }

  private Map<String, LinkedName> existing(Host host, PathBytes place, Path names, String tests)
      throws IOException, TidemarkException {
    Path found = work.resolve("found");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(found))) {
      new ByteFiles(host).existing(place, names, out, tests + FACTS);
    }
    return read(found);
  }

  private PassPlan with(PassPlan plan, Set<String> more) throws IOException, TidemarkException {
    PassNames names = new PassNames(StateFolder.subfolder(work, "names"));
    try (names) {
      for (Pass pass : plan.passes()) {
        names.addAll(pass, plan.names());
      }
      for (String name : more) {
        names.add(Pass.LINKS, name.substring(2).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    Set<Pass> passes = EnumSet.of(Pass.LINKS);
    passes.addAll(plan.passes());
    return plan.with(List.copyOf(passes), names);
  }

  /**
   * Makes each a file of its own; to be called right before the passes.
   *
   * @return for people, why that could not be done; empty if it was
   */
  List<String> part(Recording recording) throws TidemarkException {
    if (parted.isEmpty()) {
      return List.of();
    }
    Path names = work.resolve("parted");
    try {
      write(parted, names);
    } catch (IOException e) {
      throw StateFolder.unusable("write", names, e);
    }
    Recording.Keeping keeping =
        recording.keeping().orElseGet(() -> new Recording.Keeping("", mirror.copy().latin1()));
    Programs.Result result =
        host().run(script(keeping.folder(), keeping.copy()).in(mirror.path()).reading(names));
    String cause = result.errors().lines().findFirst().orElse("exit " + result.exit());
    return result.exit() == 0
        ? List.of()
        : List.of("names could not be made files of their own on the mirror: " + cause);
  }

  private static Program script(String kept, String copy) {
    return Program.of("xargs", "-0", "-r", "sh", "-c", PART, "sh", kept, copy);
  }

  private Host host() {
    return mirror.host().orElseThrow();
  }

  private static void write(Set<String> names, Path file) throws IOException {
    try (NulWriter out = new NulWriter(file)) {
      for (String name : names) {
        out.add(name);
      }
    }
  }

  /** Sorted, by name. */
  private static Map<String, LinkedName> read(Path file) throws IOException {
    Map<String, LinkedName> out = new TreeMap<>();
    try (NulRecords in = new NulRecords(Files.newInputStream(file))) {
      for (String record = in.next(); record != null; record = in.next()) {
        String[] fields = record.split(" ", 3);
        out.put(fields[2], new LinkedName(fields[0], Long.parseLong(fields[1])));
      }
    }
    return out;
  }

  /** What a name leads to. */
  private record LinkedName(String inode, long links) {}
}
