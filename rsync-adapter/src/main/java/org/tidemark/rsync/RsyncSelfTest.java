package org.tidemark.rsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Tries an rsync on a small tree before it is let near a mirror: distributions carry faults back
 * into versions whose number does not change. Its success is kept until the program is replaced.
 */
final class RsyncSelfTest {
  /** The order matters: some builds fail only where a missing name follows an existing one. */
  private static final String NAMES = "./a\0./b\0./c\0./d/gone/x\0";

  private final Programs programs;
  private final StateFolder state;

  RsyncSelfTest(Programs programs, StateFolder state) {
    this.programs = programs;
    this.state = state;
  }

  /**
   * Does nothing if this very program has passed before.
   *
   * @throws TidemarkException if it does not do what a mirror needs
   */
  void require(RsyncProgram rsync, Path workFolder) throws TidemarkException {
    Path kept = state.folder().resolve("tested");
    if (read(kept).equals(rsync.fingerprint())) {
      return;
    }
    Path place = workFolder.resolve("selftest");
    try {
      prepare(place);
      listedNames(rsync, place);
      oneLevel(rsync, place);
    } catch (IOException e) {
      throw StateFolder.unusable("test rsync in", place, e);
    }
    DurableFile.write(kept, rsync.fingerprint());
  }

  private static String read(Path file) throws TidemarkException {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw StateFolder.unusable("read", file, e);
    }
  }

  private static void prepare(Path place) throws IOException {
    Files.createDirectories(place.resolve("source/e/both"));
    Files.writeString(place.resolve("source/a"), "new");
    Files.writeString(place.resolve("source/e/both/unseen"), "");
    Files.createDirectories(place.resolve("mirror/c/below"));
    Files.createDirectories(place.resolve("mirror/d"));
    Files.createDirectories(place.resolve("mirror/e/both"));
    Files.createDirectories(place.resolve("mirror/e/stale/below"));
    for (String name : new String[] {"a", "b", "c/below/x", "d/y", "e/both/z", "unlisted"}) {
      Files.writeString(place.resolve("mirror").resolve(name), "old");
    }
  }

  private void listedNames(RsyncProgram rsync, Path place) throws IOException, TidemarkException {
    int exit = run(rsync, place, Pass.OBJECTS, NAMES);
    // Older versions call a name whose parent is missing, too, a vanished one.
    boolean ended = exit == 0 || exit == 24;
    Set<String> expected = Set.of("a=new", "d/y=old", "e/both/z=old", "unlisted=old");
    demand(ended && filesOf(place.resolve("mirror")).equals(expected), rsync, "listed names", exit);
  }

  private void oneLevel(RsyncProgram rsync, Path place) throws IOException, TidemarkException {
    int exit = run(rsync, place, Pass.CONTENTS, "./e/\0");
    Set<String> expected = Set.of("a=new", "d/y=old", "e/both/z=old", "unlisted=old");
    Path mirror = place.resolve("mirror");
    boolean right = filesOf(mirror).equals(expected) && !Files.exists(mirror.resolve("e/stale"));
    demand(exit == 0 && right, rsync, "the names of one directory", exit);
  }

  private int run(RsyncProgram rsync, Path place, Pass pass, String names)
      throws IOException, TidemarkException {
    Path list = Files.writeString(place.resolve("names"), names);
    String mirror = Program.latin1(place.resolve("mirror"));
    RsyncArguments arguments = new RsyncArguments(rsync.path(), mirror, List.of(), true, false);
    PathBytes source = PathBytes.ofLatin1(Program.latin1(place.resolve("source")));
    Program program =
        new Program("", "", null, arguments.of(pass, "", 10)).in(source).reading(list);
    return programs.run(program).exit();
  }

  private static Set<String> filesOf(Path mirror) throws IOException {
    try (Stream<Path> all = Files.walk(mirror)) {
      Set<Path> files = all.filter(Files::isRegularFile).collect(Collectors.toSet());
      Set<String> out = new TreeSet<>();
      for (Path file : files) {
        out.add(mirror.relativize(file) + "=" + Files.readString(file));
      }
      return out;
    }
  }

  private static void demand(boolean right, RsyncProgram rsync, String what, int exit)
      throws TidemarkException {
    if (!right) {
      throw RsyncProgram.unfit(
          rsync.path()
              + " "
              + rsync.version()
              + " handles "
              + what
              + " wrongly (exit "
              + exit
              + ")",
          "This build of rsync cannot keep a mirror exact; install another.");
    }
  }
}
