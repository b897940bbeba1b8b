package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.bench.Bench;
import org.tidemark.bench.CommandLines;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.Size;
import org.tidemark.bench.contender.TidemarkDaemon;
import org.tidemark.bench.contender.TidemarkDaemon.Source;
import org.tidemark.bench.contender.Windows;
import org.tidemark.bench.machine.Sysctl;

/**
 * A watched tree with two mirrors, each on a filesystem of its own: ours, kept by {@code tidemark
 * rsync backup}, and one that rsync keeps alone. Used by one thread.
 */
final class Mirrors implements AutoCloseable {
  /** What points keep, beside the mirror. */
  private static final long ROOM_FOR_POINTS = 400_000;

  private static final String CONSUMER = "backup";

  private final Bench bench;
  private final TidemarkDaemon daemon;
  private final Path source;
  private final Path ours;
  private final Path theirs;

  private Mirrors(Bench bench, TidemarkDaemon daemon, Path source, Path ours, Path theirs) {
    this.bench = bench;
    this.daemon = daemon;
    this.source = source;
    this.ours = ours;
    this.theirs = theirs;
  }

  /** Starts the daemon and makes both mirrors. */
  static Mirrors make(Bench bench, MailStore store) throws IOException, InterruptedException {
    Size size = store.size();
    Path theirs = bench.trees().named("copy", size);
    Size roomy = new Size(size.directories(), size.files() + ROOM_FOR_POINTS, size.full());
    Path ours = bench.trees().reserve(roomy);
    TidemarkDaemon daemon = TidemarkDaemon.start(bench, Source.FANOTIFY, store.tree(), Bench.LONG);
    Mirrors mirrors = new Mirrors(bench, daemon, store.tree(), ours, theirs);
    try {
      bench.progress().step("backup: first copies");
      mirrors.backUp();
      mirrors.rsync("-aHAX");
    } catch (IOException e) {
      mirrors.close();
      throw e;
    }
    return mirrors;
  }

  Path source() {
    return source;
  }

  /** Seconds of our whole command. */
  double backUp() throws IOException, InterruptedException {
    return bench
        .programs()
        .check(command(), bench.workshop().fresh("backup"), Bench.LONG)
        .seconds();
  }

  private List<String> command() {
    return bench
        .launcher()
        .on(
            daemon.state(),
            "rsync",
            "backup",
            "--consumer",
            CONSUMER,
            "--source",
            source.toString(),
            "--dest",
            ours.toString());
  }

  /** Seconds of rsync over everything. */
  double rsync(String options) throws IOException, InterruptedException {
    List<String> command =
        CommandLines.of("rsync", options, "--delete", source + "/", theirs + "/");
    return bench.programs().check(command, Bench.LONG).seconds();
  }

  /** All that was done is in the journal and on disk, so that nobody pays for it later. */
  void settle() throws IOException, InterruptedException {
    // Not our consumer, so that the rows it will read are as cold as they would be.
    new Windows(bench, daemon, "settle").settle();
    bench.programs().check(List.of("sync"), Bench.LONG);
  }

  /** The state of the caches before a measurement. */
  enum Caches {
    /** Everything of the source and of the mirror was looked at just before. */
    WARM,
    COLD
  }

  void prepare(Caches caches, boolean forOurs) throws IOException, InterruptedException {
    settle();
    if (caches == Caches.COLD) {
      Sysctl.dropCaches(3);
      return;
    }
    for (Path tree : List.of(source, forOurs ? ours : theirs)) {
      bench.programs().check(bench.compiled("walkstat", tree, 2), Bench.LONG);
    }
  }

  /**
   * Compares our mirror with the source, byte by byte and with all attributes.
   *
   * @throws IOException with the first differences
   */
  void prove() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("rsync", "-aHAXnic", "--delete"));
    command.addAll(CommandLines.of("--modify-window=-1", source + "/", ours + "/"));
    String differences = bench.programs().check(command, Bench.LONG).out();
    if (!differences.isEmpty()) {
      String first = differences.substring(0, Math.min(300, differences.length()));
      throw new IOException("the mirror differs from the source: " + first.strip());
    }
  }

  /** Whether our backups leave points in time. */
  boolean keepsPoints() {
    return Files.isDirectory(ours.resolveSibling(ours.getFileName() + ".points"));
  }

  @Override
  public void close() throws IOException {
    daemon.close();
  }
}
