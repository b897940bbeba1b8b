package org.tidemark.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.bench.Bench;
import org.tidemark.bench.CommandLines;
import org.tidemark.bench.MailStore;
import org.tidemark.bench.machine.Sysctl;

/**
 * Our mirror of a tree and one that rsync keeps alone, each on a filesystem of its own. Used by one
 * thread.
 */
final class Mirrors implements AutoCloseable {
  private final Bench bench;
  private final OurMirror ours;
  private final Path theirs;

  private Mirrors(Bench bench, OurMirror ours, Path theirs) {
    this.bench = bench;
    this.ours = ours;
    this.theirs = theirs;
  }

  /** Makes both. */
  static Mirrors make(Bench bench, MailStore store) throws IOException, InterruptedException {
    Path theirs = bench.trees().named("copy", store.size());
    OurMirror ours = OurMirror.make(bench, store);
    Mirrors mirrors = new Mirrors(bench, ours, theirs);
    try {
      mirrors.rsync("-aHAX");
    } catch (IOException e) {
      mirrors.close();
      throw e;
    }
    return mirrors;
  }

  OurMirror ours() {
    return ours;
  }

  /** Seconds of rsync over everything. */
  double rsync(String options) throws IOException, InterruptedException {
    List<String> command =
        CommandLines.of("rsync", options, "--delete", ours.source() + "/", theirs + "/");
    return bench.programs().check(command, Bench.LONG).seconds();
  }

  /** The state of the caches before a measurement. */
  enum Caches {
    /** Everything of the source and of the mirror was looked at just before. */
    WARM,
    COLD
  }

  void prepare(Caches caches, boolean forOurs) throws IOException, InterruptedException {
    ours.settle();
    if (caches == Caches.COLD) {
      Sysctl.dropCaches(3);
      return;
    }
    for (Path tree : List.of(ours.source(), forOurs ? ours.mirror() : theirs)) {
      bench.programs().check(bench.compiled("walkstat", tree, 2), Bench.LONG);
    }
  }

  @Override
  public void close() throws IOException {
    ours.close();
  }
}
