package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.RsyncProof;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.testing.TreeDifference;
import org.tidemark.journal.testing.Workload;

/**
 * A filesystem with work on it, a daemon outside this JVM whose state lies on a small disk of its
 * own, and a mirror. One thread, besides the workload's own.
 */
final class FaultBench implements AutoCloseable {
  private static final int STATE_MEGABYTES = 96;
  private static final String REPORTER = "reporter";
  private static final int MOST_BACKUPS = 4;

  /** The journal's history is kept however little room there is. */
  static final String ANY_ROOM = "0";

  /** To be left free by the journal, which never can. */
  static final String MORE_THAN_ANY_DISK = "1000T";

  final ScratchFilesystem filesystem;
  final ScratchFilesystem stateDisk;
  final DaemonOutside daemon;
  final ByteTree source;
  final Workload workload;
  final Random random;
  private final SourceChoice choice;
  private final ByteTree mirror;
  private int logRead;

  FaultBench(Path folder, SourceChoice choice, Kind kind, long seed) throws IOException {
    random = new Random(seed);
    filesystem = ScratchFilesystem.create(kind);
    stateDisk = ScratchFilesystem.create(Kind.EXT4, STATE_MEGABYTES);
    filesystem.tree().mkdir("src");
    source = new ByteTree(filesystem.tree().path("src"));
    mirror =
        new ByteTree(PathBytes.ofUtf8(Files.createDirectory(folder.resolve("dst")).toString()));
    workload =
        new Workload(
            source,
            seed,
            Workload.Options.everything()
                .withLinks(Workload.Links.QUIET)
                .withoutLongMappings()
                .withMaxNames(400));
    this.choice = choice;
    daemon =
        new DaemonOutside(
            folder, Path.of(stateDisk.path().latin1(), "state"), configuration(ANY_ROOM));
    daemon.start();
  }

  /**
   * @param minFree what is to be left on the disk of the journal
   */
  String configuration(String minFree) {
    return String.join(
        "\n",
        "[journal]",
        "min-free = " + minFree,
        "[filesystem data]",
        "path = " + source.top(),
        "source = " + choice.name().toLowerCase(Locale.ROOT),
        "");
  }

  /** A number of operations, between a tenth of it and all. */
  int some(int most) {
    return most / 10 + random.nextInt(most);
  }

  /** What is said since this was last asked. */
  Reported report() {
    Eventually.await("a daemon answers", () -> daemon.tidemark("status").code() == 0);
    LiveDaemon.Result opened = daemon.tidemark("window", "open", "--consumer", REPORTER);
    if (opened.code() != 0) {
      return Reported.without(opened, newLog());
    }
    String window = opened.out().strip();
    LiveDaemon.Result list = daemon.tidemark("window", "list", window, "--format", "json");
    daemon.tidemark("window", "commit", window);
    return Reported.of(list, newLog());
  }

  private String newLog() {
    String all = daemon.log();
    String fresh = all.substring(logRead);
    logRead = all.length();
    return fresh;
  }

  /**
   * Until what the gaps left in doubt was looked for, so that a backup relies on what was found.
   */
  void awaitReconciled() {
    Eventually.await(
        () -> "an end of reconciling: " + daemon.tidemark("status"),
        Eventually.PATIENCE,
        () -> reconcileState().equals("idle"));
  }

  /** Until events tell of all that happens. */
  void awaitFollowed() {
    // A window looks after every mount; until then nobody knows that something is not followed.
    Reported unused = report();
    Eventually.await(
        () -> "an end of open gaps: " + daemon.tidemark("status"),
        Eventually.PATIENCE,
        () -> !daemon.tidemark("status").out().contains("state=open"));
  }

  private String reconcileState() {
    String status = daemon.tidemark("status", "--json").out();
    return JsonParser.parseString(status)
        .getAsJsonObject()
        .getAsJsonObject("reconcile")
        .get("state")
        .getAsString();
  }

  /** Backs up at rest, until nothing is left pending; then the mirror equals the source. */
  void backUpAndJudge() {
    workload.barrier();
    LiveDaemon.Result last = backUp();
    for (int more = 1; last.code() != 0 && more < MOST_BACKUPS; more++) {
      last = backUp();
    }
    assertThat(last.code()).as(last.toString()).isZero();
    judge(last);
  }

  LiveDaemon.Result backUp() {
    return daemon.tidemark(
        "rsync",
        "backup",
        "--consumer",
        "oracle",
        "--source",
        source.top().latin1(),
        "--dest",
        mirror.top().latin1());
  }

  private void judge(LiveDaemon.Result last) {
    List<String> found = TreeDifference.ignoringLinks(source, mirror);
    List<String> rsync = RsyncProof.linesIgnoringLinks(source, mirror);
    assertThat(found).as("%s after %s", workload, last).isEmpty();
    assertThat(rsync).as("%s after %s", workload, last).isEmpty();
  }

  @Override
  public void close() {
    daemon.close();
    workload.close();
    filesystem.close();
    stateDisk.close();
  }
}
