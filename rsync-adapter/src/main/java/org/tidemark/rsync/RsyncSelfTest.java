package org.tidemark.rsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Tries both sides of rsync on a small tree before they are let near a mirror: distributions carry
 * faults back into versions whose number does not change. What came out is kept until one of the
 * two programs is replaced.
 */
final class RsyncSelfTest {
  /** The order matters: some builds fail only where a missing name follows an existing one. */
  private static final String NAMES = "./a\0./b\0./c\0./d/gone/x\0";

  private static final String NAMES_THAT_EXIST = "./a\0";
  private static final String THEIR_DIRECTORIES = "./\0./d/\0";
  private static final Set<String> EXPECTED =
      Set.of("a=new", "d/y=old", "e/both/z=old", "unlisted=old");
  private static final Set<String> EXPECTED_BY_DIRECTORY = Set.of("a=new", "e/both/z=old");
  private static final int KEPT = 100;

  private final Programs programs;
  private final StateFolder state;

  RsyncSelfTest(Programs programs, StateFolder state) {
    this.programs = programs;
    this.state = state;
  }

  /**
   * Finds out how names are removed; does no more than read if these programs were tried before.
   *
   * @throws TidemarkException if they do not do what a mirror needs
   */
  Removals require(RsyncProgram rsync, TestGround ground, Path workFolder)
      throws TidemarkException {
    Path kept = state.folder().resolve("tested");
    String key = rsync.fingerprint() + ground.key() + ": ";
    List<String> lines = new ArrayList<>(read(kept));
    Optional<String> known = lines.stream().filter(line -> line.startsWith(key)).findFirst();
    if (known.isPresent()) {
      ground.removal().run();
      return Removals.valueOf(known.get().substring(key.length()));
    }
    Removals found = tryIt(rsync, ground, workFolder.resolve("selftest"));
    lines.add(key + found);
    List<String> newest = lines.subList(Math.max(0, lines.size() - KEPT), lines.size());
    DurableFile.write(kept, String.join("\n", newest) + "\n");
    return found;
  }

  private static List<String> read(Path file) throws TidemarkException {
    try {
      return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    } catch (IOException e) {
      throw StateFolder.unusable("read", file, e);
    }
  }

  private Removals tryIt(RsyncProgram rsync, TestGround ground, Path place)
      throws TidemarkException {
    try {
      prepare(place);
      return new Trial(rsync, ground, place).run();
    } catch (IOException e) {
      throw StateFolder.unusable("test rsync in", place, e);
    } finally {
      ground.removal().run();
    }
  }

  private static void prepare(Path place) throws IOException {
    Files.createDirectories(place.resolve("source/e/both"));
    Files.writeString(place.resolve("source/a"), "new");
    Files.writeString(place.resolve("source/e/both/unseen"), "");
    Files.createDirectories(place.resolve("before/c/below"));
    Files.createDirectories(place.resolve("before/d"));
    Files.createDirectories(place.resolve("before/e/both"));
    Files.createDirectories(place.resolve("before/e/stale/below"));
    for (String name : new String[] {"a", "b", "c/below/x", "d/y", "e/both/z", "unlisted"}) {
      Files.writeString(place.resolve("before").resolve(name), "old");
    }
  }

  /** One pair of programs on one ground. */
  private final class Trial {
    private final RsyncProgram rsync;
    private final TestGround ground;
    private final Path place;

    Trial(RsyncProgram rsync, TestGround ground, Path place) {
      this.rsync = rsync;
      this.ground = ground;
      this.place = place;
    }

    Removals run() throws IOException, TidemarkException {
      copy(Program.latin1(place.resolve("before")) + "/", ground.target());
      Programs.Result listed = pass(Removals.BY_NAME, Pass.OBJECTS, NAMES);
      // Older versions call a name whose parent is missing, too, a vanished one.
      boolean ended = listed.exit() == 0 || listed.exit() == 24;
      Removals removals = ended ? Removals.BY_NAME : Removals.BY_DIRECTORY;
      Set<String> expected = ended ? EXPECTED : EXPECTED_BY_DIRECTORY;
      if (!ended) {
        demand(listed.errors().contains("invalid file mode"), "listed names", listed);
        byDirectory();
      }
      demand(found().equals(expected), "listed names", listed);
      Programs.Result level = pass(removals, Pass.CONTENTS, "./e/\0");
      boolean right = level.exit() == 0 && found().equals(expected) && !hasStale();
      demand(right, "the names of one directory", level);
      return removals;
    }

    private void byDirectory() throws IOException, TidemarkException {
      Files.createDirectories(place.resolve("source/d"));
      pass(Removals.BY_DIRECTORY, Pass.REMOVALS, THEIR_DIRECTORIES);
      pass(Removals.BY_DIRECTORY, Pass.OBJECTS, NAMES_THAT_EXIST);
    }

    private Programs.Result pass(Removals removals, Pass pass, String names)
        throws IOException, TidemarkException {
      Path list = Files.writeString(place.resolve("names"), names);
      RsyncArguments arguments =
          new RsyncArguments(
              rsync.path(), removals, ground.target(), ground.options(), true, false);
      PathBytes source = PathBytes.ofLatin1(Program.latin1(place.resolve("source")));
      List<String> words = arguments.of(pass, "", 10);
      return programs.run(new Program("", "", null, words).in(source).reading(list));
    }

    private void copy(String from, String to) throws TidemarkException {
      List<String> words = new ArrayList<>(List.of(rsync.path(), "-a"));
      words.addAll(ground.options());
      words.addAll(List.of(from, to));
      Programs.Result copied = programs.run(new Program("", "", null, words));
      demand(copied.exit() == 0, "a small tree", copied);
    }

    /** What lies on the ground now, fetched back by rsync. */
    private Set<String> found() throws IOException, TidemarkException {
      Path after = place.resolve("after");
      StateFolder.remove(after);
      copy(ground.target() + "/", Program.latin1(after));
      return filesOf(after);
    }

    private boolean hasStale() {
      return Files.exists(place.resolve("after/e/stale"));
    }

    private void demand(boolean right, String what, Programs.Result result)
        throws TidemarkException {
      if (!right) {
        String said = result.errors().strip();
        throw RsyncProgram.unfit(
            rsync.path()
                + " "
                + rsync.version()
                + ground.key()
                + " handles "
                + what
                + " wrongly (exit "
                + result.exit()
                + ")"
                + (said.isEmpty() ? "" : ": " + said),
            "Such an rsync cannot keep a mirror exact; install another, or see why it could not write.");
      }
    }
  }

  private static Set<String> filesOf(Path mirror) throws IOException {
    if (!Files.exists(mirror)) {
      return Set.of();
    }
    try (Stream<Path> all = Files.walk(mirror)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      Set<String> out = new TreeSet<>();
      for (Path file : files) {
        out.add(mirror.relativize(file) + "=" + Files.readString(file));
      }
      return out;
    }
  }
}
