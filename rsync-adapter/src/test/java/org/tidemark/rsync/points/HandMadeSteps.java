package org.tidemark.rsync.points;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Brings a mirror to what its source is and leaves steps in the form that backups leave them, made
 * independently of them: a listing of the whole mirror before and after says what changed. Random
 * directories are renamed on the mirror first, and removed ones may go into the step as a whole.
 */
final class HandMadeSteps {
  private final ByteTree source;
  private final ByteTree mirror;
  private final PointsFolder points;
  private final Path work;
  private final Random random;
  private final Programs programs = new Programs();
  private long last;

  HandMadeSteps(ByteTree source, ByteTree mirror, PointsFolder points, Path work, Random random) {
    this.source = source;
    this.mirror = mirror;
    this.points = points;
    this.work = work;
    this.random = random;
  }

  /** What is on the mirror at a moment. */
  private record Listing(
      SortedMap<PathBytes, Attributes> names, Map<PathBytes, List<String>> xattrs) {
    boolean isSame(PathBytes path, Listing other) {
      return names.get(path).equals(other.names.get(path))
          && xattrs
              .getOrDefault(path, List.of())
              .equals(other.xattrs.getOrDefault(path, List.of()));
    }
  }

  /**
   * Makes a step.
   *
   * @param whole whether it is ended; else it stays as one that was interrupted, its mirror changed
   * @return its number
   */
  long step(boolean whole) throws Exception {
    long number = last + 1;
    StepFolder folder = points.newStep(number);
    Begin begin = new Begin("c", Level.INCREMENTAL, "j", number, number + 1, number, last);
    folder.store(StepFile.BEGIN, begin.json().getBytes(StandardCharsets.US_ASCII), work);
    rename(folder);
    Listing before = list();
    List<PathBytes> trees = random.nextInt(3) == 0 ? List.of() : goneDirectories(before);
    List<Before> records = new ArrayList<>();
    before.names().forEach((path, found) -> records.add(Before.there(path, found)));
    records.add(Before.of(Before.Kind.TREE, PathBytes.ROOT));
    store(folder, records, before);
    for (PathBytes tree : trees) {
      shell(
          "mkdir -p -- \"$2\" && mv -- \"$1\" \"$2/\"",
          tree.rebase(PathBytes.ROOT, mirror.top()),
          tree.parent().rebase(PathBytes.ROOT, folder.tree()));
    }
    copy(folder);
    if (whole) {
      store(folder, pruned(before, list(), trees), before);
      Done done = new Done("j", number + 1, number * 1000, 0, 0, 0, 0, 0);
      folder.store(StepFile.DONE, done.json().getBytes(StandardCharsets.US_ASCII), work);
    }
    last = number;
    return number;
  }

  /**
   * Where a link takes the place of a directory, rsync asks for the default ACL of what is none any
   * more and ends with 23; the next run finds all in order and saves nothing.
   */
  private void copy(StepFolder folder) throws TidemarkException {
    String script =
        "copy() { rsync -aHAXc --numeric-ids --modify-window=-1 --delete --backup"
            + " --backup-dir=\"$3\" \"$1/\" \"$2/\"; }; copy \"$@\" || { [ $? = 23 ] && copy \"$@\"; }";
    shell(script, source.top(), mirror.top(), folder.tree());
  }

  private void rename(StepFolder folder) throws Exception {
    List<PathBytes> directories = new ArrayList<>();
    Listing now = list();
    now.names().forEach((path, found) -> addDirectory(directories, path, found));
    if (directories.size() < 2 || random.nextInt(3) == 0) {
      return;
    }
    List<Before> parents = new ArrayList<>();
    List<Renames.Move> moves = new ArrayList<>();
    PathBytes from = directories.get(1 + random.nextInt(directories.size() - 1));
    PathBytes above = directories.get(random.nextInt(directories.size()));
    PathBytes to = above.child(("moved " + folder.number()).getBytes(StandardCharsets.US_ASCII));
    if (above.isUnder(from)) {
      return;
    }
    Attributes moved = now.names().get(from);
    SortedSet<PathBytes> both = new TreeSet<>(List.of(from.parent(), above));
    both.forEach(path -> parents.add(Before.there(path, now.names().get(path))));
    moves.add(new Renames.Move(moved.device(), moved.inode(), from, to));
    folder.store(StepFile.RENAMES, new Renames(parents, moves).bytes(), work);
    shell(
        "mv -T -- \"$1\" \"$2\"",
        from.rebase(PathBytes.ROOT, mirror.top()),
        to.rebase(PathBytes.ROOT, mirror.top()));
  }

  private static void addDirectory(List<PathBytes> out, PathBytes path, Attributes found) {
    if (found.isDirectory()) {
      out.add(path);
    }
  }

  /** Topmost directories of the mirror that are none at the source. */
  private List<PathBytes> goneDirectories(Listing now) {
    List<PathBytes> gone = new ArrayList<>();
    now.names()
        .forEach(
            (path, found) -> {
              String name =
                  new String(path.relativeTo(PathBytes.ROOT), StandardCharsets.ISO_8859_1);
              boolean there = isDirectoryAtSource(name);
              boolean below = gone.stream().anyMatch(path::isUnder);
              if (found.isDirectory() && !there && !below) {
                gone.add(path);
              }
            });
    return gone;
  }

  private boolean isDirectoryAtSource(String name) {
    try {
      return source.stat(name).isDirectory();
    } catch (java.io.UncheckedIOException e) {
      return false;
    }
  }

  private static List<Before> pruned(Listing before, Listing after, List<PathBytes> trees) {
    SortedSet<PathBytes> kept = new TreeSet<>();
    List<Before> records = new ArrayList<>();
    for (PathBytes path : before.names().keySet()) {
      boolean inside =
          trees.stream().anyMatch(tree -> path.isUnder(tree) && !path.equals(tree))
              && before.names().get(path).links() < 2;
      if (!inside && !(after.names().containsKey(path) && before.isSame(path, after))) {
        addWithParents(kept, path);
      }
    }
    for (PathBytes path : after.names().keySet()) {
      boolean created = !before.names().containsKey(path);
      if (created) {
        addWithParents(kept, path.parent());
      }
      if (created && before.names().containsKey(path.parent())) {
        records.add(Before.of(Before.Kind.ABSENT, path));
      }
    }
    for (PathBytes path : kept) {
      if (before.names().containsKey(path)) {
        records.add(Before.there(path, before.names().get(path)));
      }
    }
    return records;
  }

  private static void addWithParents(SortedSet<PathBytes> kept, PathBytes path) {
    PathBytes at = path;
    while (kept.add(at) && !at.isRoot()) {
      at = at.parent();
    }
  }

  private void store(StepFolder folder, List<Before> records, Listing listing) throws Exception {
    Path file = work.resolve("before");
    try (BeforeWriter writer = new BeforeWriter(Files.newOutputStream(file))) {
      for (Before record : records) {
        writer.add(record);
      }
      writer.finish();
    }
    folder.store(StepFile.BEFORE, file);
    Path xattrs = work.resolve("xattrs");
    try (XattrWriter writer = new XattrWriter(Files.newOutputStream(xattrs))) {
      for (Map.Entry<PathBytes, List<String>> entry : listing.xattrs().entrySet()) {
        writer.add(new Xattrs(entry.getKey(), entry.getValue()));
      }
    }
    folder.store(StepFile.XATTRS, xattrs);
  }

  private Listing list() throws TidemarkException, IOException {
    SortedMap<PathBytes, Attributes> names = new TreeMap<>();
    byte[] found =
        shell("cd \"$1\" && find . -printf '" + Attributes.FIND_FORMAT + " %p\\0'", mirror.top());
    try (NulRecords records = new NulRecords(new ByteArrayInputStream(found))) {
      for (String record = records.next(); record != null; record = records.next()) {
        Before parsed = Before.parse(record);
        names.put(parsed.path(), parsed.attributes());
      }
    }
    Map<PathBytes, List<String>> xattrs = new HashMap<>();
    byte[] dumped = shell("cd \"$1\" && getfattr -R -P -h -d -m - -e hex .", mirror.top());
    try (XattrReader reader = new XattrReader(new ByteArrayInputStream(dumped))) {
      for (Xattrs object = reader.next(); object != null; object = reader.next()) {
        xattrs.put(object.path(), object.values());
      }
    }
    return new Listing(names, xattrs);
  }

  private byte[] shell(String script, PathBytes... arguments) throws TidemarkException {
    List<String> words = new ArrayList<>(List.of("bash", "-euc", script, "bash"));
    for (PathBytes argument : arguments) {
      words.add(argument.latin1());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int exit = programs.run(new Program("", "", null, words), out, errors);
    if (exit != 0) {
      throw new AssertionError(script + ": " + errors.toString(StandardCharsets.ISO_8859_1));
    }
    return out.toByteArray();
  }
}
