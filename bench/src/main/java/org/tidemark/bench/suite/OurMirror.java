package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tidemark.bench.Bench;
import org.tidemark.bench.CommandLines;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.Size;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.contender.Windows;

/**
 * A watched tree and its mirror, on a filesystem of its own, kept by {@code tidemark rsync backup}.
 * Used by one thread.
 */
final class OurMirror implements AutoCloseable {
  /** What points keep, beside the mirror. */
  private static final long ROOM_FOR_POINTS = 400_000;

  private static final String CONSUMER = "backup";

  private final Bench bench;
  private final TidemarkDaemon daemon;
  private final Path source;
  private final Path mirror;

  private OurMirror(Bench bench, TidemarkDaemon daemon, Path source, Path mirror) {
    this.bench = bench;
    this.daemon = daemon;
    this.source = source;
    this.mirror = mirror;
  }

  /** Starts the daemon and makes the first copy. */
  static OurMirror make(Bench bench, MailStore store) throws IOException, InterruptedException {
    Size size = store.size();
    Size roomy = new Size(size.directories(), size.files() + ROOM_FOR_POINTS, size.full());
    Path mirror = bench.trees().reserve(roomy);
    TidemarkDaemon daemon = TidemarkDaemon.start(bench, Source.FANOTIFY, store.tree(), Bench.LONG);
    OurMirror ours = new OurMirror(bench, daemon, store.tree(), mirror);
    try {
      bench.progress().step("backup: first copy");
      ours.backUp();
    } catch (IOException e) {
      ours.close();
      throw e;
    }
    return ours;
  }

  Path source() {
    return source;
  }

  Path mirror() {
    return mirror;
  }

  /** Seconds of the whole command. */
  double backUp() throws IOException, InterruptedException {
    return tidemark("backup", "--consumer", CONSUMER, "--source", source, "--dest", mirror);
  }

  /** Seconds of the whole command. */
  double restore(long point, Path target) throws IOException, InterruptedException {
    return tidemark("restore", "--dest", mirror, "--at", point, "--to", target);
  }

  /** Seconds of the whole command. */
  double keepOnlyNewest() throws IOException, InterruptedException {
    return tidemark("expire", "--dest", mirror, "--keep-last", 1);
  }

  private double tidemark(String command, Object... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("rsync"));
    words.addAll(CommandLines.of(command, arguments));
    List<String> line = bench.launcher().on(daemon.state(), words.toArray(String[]::new));
    return bench.programs().check(line, bench.workshop().fresh(command), Bench.LONG).seconds();
  }

  /** All that was done is in the journal and on disk, so that nobody pays for it later. */
  void settle() throws IOException, InterruptedException {
    // Not our consumer, so that the rows it will read are as cold as they would be.
    new Windows(bench, daemon, "settle").settle();
    bench.programs().check(List.of("sync"), Bench.LONG);
  }

  /**
   * Compares the mirror with the source, byte by byte and with all attributes.
   *
   * @throws IOException with the first differences
   */
  void prove() throws IOException, InterruptedException {
    prove(mirror);
  }

  /** As {@link #prove()}, for any tree that is to be the source. */
  void prove(Path copy) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("rsync", "-aHAXnic", "--delete"));
    command.addAll(CommandLines.of("--modify-window=-1", source + "/", copy + "/"));
    String differences = bench.programs().check(command, Bench.LONG).out();
    if (!differences.isEmpty()) {
      String first = differences.substring(0, Math.min(300, differences.length()));
      throw new IOException(copy + " differs from the source: " + first.strip());
    }
  }

  /** Whether backups leave points in time. */
  boolean keepsPoints() {
    return Files.isDirectory(points());
  }

  private Path points() {
    return mirror.resolveSibling(mirror.getFileName() + ".points");
  }

  /** Numbers of the steps, oldest first. */
  List<Long> steps() throws IOException {
    try (Stream<Path> all = Files.list(points())) {
      return all.map(step -> step.getFileName().toString())
          .filter(name -> name.matches("[0-9]{8}"))
          .map(Long::valueOf)
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() throws IOException {
    daemon.close();
  }
}
