package org.tidemark.journal.restore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.list.ListHeader;
import org.tidemark.journal.list.ManifestWriter;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Position;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;

/** A restored tree with a {@code data} folder, and manifests written by hand. */
final class RestoreFixture {
  static final PathBytes DATA = PathBytes.ofUtf8("/data");
  static final String JOURNAL = "0123456789abcdef";

  /** When manifests are made, unless they say otherwise: files of the year 2020 are older. */
  static final long MADE = 1_700_000_000_000L;

  static final long OLD = 1_580_000_000L;

  final Path folder;
  final ByteTree tree;
  private final List<String> told = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean dryRun;
  private boolean acceptHoles;
  private Instant until;
  private String consumer;

  /** What a manifest says. */
  @FunctionalInterface
  interface Content {
    void writeTo(ManifestWriter out) throws IOException;
  }

  RestoreFixture(Path temp) throws IOException {
    Path real = temp.toRealPath();
    folder = Files.createDirectories(real.resolve("state/manifests/c"));
    tree = new ByteTree(PathBytes.ofUtf8(real.resolve("root").toString()));
    tree.mkdir("");
    tree.mkdir("data");
  }

  RestoreFixture dry() {
    dryRun = true;
    return this;
  }

  RestoreFixture wet() {
    dryRun = false;
    return this;
  }

  RestoreFixture acceptingHoles() {
    acceptHoles = true;
    return this;
  }

  RestoreFixture until(long millis) {
    until = Instant.ofEpochMilli(millis);
    return this;
  }

  RestoreFixture of(String name) {
    consumer = name;
    return this;
  }

  /** An old file of the restored tree. */
  void file(String name) {
    tree.write(name, name);
    tree.setModified(name, OLD, 5);
  }

  /** The full that everything is laid over, from 0 to 10. */
  void full() throws IOException {
    manifest(1, Level.FULL, 0, 10, out -> {});
  }

  /** All was listed, since nothing was known, though less was asked for. */
  void raisedToFull(int window, long end) throws IOException {
    ListHeader header =
        header("c", JOURNAL, window, Level.INCREMENTAL, Level.FULL, 0, end, made(window));
    Path unused = write(folder, header, out -> {});
  }

  private static long made(int window) {
    return MADE + window * 1000L;
  }

  /** The n-th increment, from 10 * n to 10 * (n + 1). */
  void increment(int number, Content content) throws IOException {
    manifest(number + 1, Level.INCREMENTAL, 10L * number, 10L * (number + 1), content);
  }

  void manifest(int window, Level level, long base, long end, Content content) throws IOException {
    write(folder, "c", JOURNAL, window, level, base, end, content);
  }

  /** As a host makes it whose clock shows that. */
  void madeAt(long millis, int window, Level level, long base, long end, Content content)
      throws IOException {
    Path unused =
        write(folder, header("c", JOURNAL, window, level, level, base, end, millis), content);
  }

  static Path write(
      Path folder,
      String consumer,
      String journal,
      int window,
      Level level,
      long base,
      long end,
      Content content)
      throws IOException {
    return write(
        folder, header(consumer, journal, window, level, level, base, end, made(window)), content);
  }

  private static ListHeader header(
      String consumer,
      String journal,
      int window,
      Level asked,
      Level level,
      long base,
      long end,
      long made) {
    return new ListHeader(
        window,
        consumer,
        asked,
        level,
        new Position(journal, base),
        new Position(journal, end),
        List.of(DATA),
        List.of(),
        made);
  }

  private static Path write(Path folder, ListHeader header, Content content) throws IOException {
    Path place = folder.resolve(header.window() + ".manifest");
    try (ManifestWriter out = new ManifestWriter(place, header)) {
      content.writeTo(out);
      out.finish();
    }
    return place;
  }

  /** Copies what the state folder has of a consumer into the restored tree. */
  Path restored(String name) throws IOException {
    Path inTree = Path.of(tree.top().latin1() + folder).resolve(name);
    Files.createDirectories(inTree.getParent());
    return Files.copy(folder.resolve(name), inTree);
  }

  /** Names of the path below {@code /data}. */
  static PathBytes at(String name) {
    return DATA.resolve(name.getBytes(StandardCharsets.ISO_8859_1));
  }

  RestoreReport clean() throws IOException, TidemarkException {
    told.clear();
    notes.clear();
    PathBytes state = PathBytes.ofUtf8(folder.getParent().getParent().toString());
    PathBytes list = PathBytes.ofLatin1(tree.top().latin1() + ".fetch");
    RestoreRequest request =
        new RestoreRequest(
            tree.top(), List.of(state), null, consumer, until, dryRun, acceptHoles, list);
    return new RestoreClean(new NativeKernel(), request, new Telling(), new RestoreProgress())
        .run();
  }

  /** What was told of names, in its order: {@code removed /data/f}. */
  List<String> told() {
    return told;
  }

  List<String> notes() {
    return notes;
  }

  private final class Telling implements RestoreSink {
    @Override
    public void chain(List<String> manifests, List<String> said) {
      notes.addAll(said);
    }

    @Override
    public void removed(PathBytes path) {
      told.add("removed " + path);
    }

    @Override
    public void kept(PathBytes path, String why) {
      told.add("kept " + path);
    }

    @Override
    public void fetch(PathBytes path) {
      told.add("fetch " + path);
    }

    @Override
    public void followed(PathBytes path, String target) {
      told.add("followed " + path + " -> " + target);
    }

    @Override
    public void failed(PathBytes path, String what) {
      told.add("failed " + path);
    }
  }
}
