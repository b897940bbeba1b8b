package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.MemoryLimit;
import org.tidemark.journal.testing.Programs;
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

  /** More than a daemon uses. */
  private static final long AMPLE_MEMORY = 1L << 30;

  /** A place without watches is tried again after five minutes at the latest. */
  private static final Duration UNTIL_FOLLOWED = Duration.ofMinutes(8);

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
  private final Path folder;
  private final List<MemoryLimit> limits = new ArrayList<>();
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
                .withEveryKind()
                .withLinks(linkUse(choice))
                .withoutLongMappings()
                .withMaxNames(400));
    this.choice = choice;
    this.folder = folder;
    daemon =
        new DaemonOutside(
            folder, Path.of(stateDisk.path().latin1(), "state"), configuration(ANY_ROOM));
    daemon.start();
  }

  private static Workload.Links linkUse(SourceChoice choice) {
    return choice == SourceChoice.FANOTIFY ? Workload.Links.ALL : Workload.Links.QUIET;
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

  /**
   * Starts the daemon anew in another way, and goes on when nothing of that is in doubt any more.
   *
   * @param start waits until it answers
   */
  void restart(Runnable start) {
    workload.barrier();
    daemon.stop();
    start.run();
    awaitReconciled();
    backUp();
    Reported unused = report();
  }

  /** Below a limit of memory that it never meets; its fanotify queues have a bound then. */
  void startBelowLimit() {
    MemoryLimit limit = MemoryLimit.of(AMPLE_MEMORY).orElseThrow();
    limits.add(limit);
    daemon.startBy(limit.entering().toArray(String[]::new));
  }

  /** From now on the daemon gets an error for each read of events. */
  FailingReads failReads() {
    return new FailingReads(folder, daemon.pid());
  }

  /**
   * Until the daemon itself shows that a gap of that reason is open.
   *
   * @param place of it, as a regular expression for what follows the top of the source
   */
  void awaitOpenGap(String place, String reason, Supplier<String> why) {
    String path = "path=" + Pattern.quote(source.top().latin1()) + place;
    Pattern open = Pattern.compile(path + "\\s+reason=" + reason + "\\s+state=open");
    Eventually.await(
        () -> reason + ": " + why.get() + daemon.tidemark("status"),
        Eventually.PATIENCE,
        () -> open.matcher(daemon.tidemark("status").out()).find());
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
   * Until what the gaps left in doubt was looked for, so that a backup relies on what was found. A
   * gap below one that is open waits for the end of that one.
   */
  void awaitReconciled() {
    awaitFollowed();
    Eventually.await(
        () -> "an end of reconciling: " + daemon.tidemark("status"),
        Eventually.PATIENCE,
        () -> reconcileState().equals("idle"));
  }

  /** Until the daemon has a watch on that directory, however long its threads take to set it. */
  void awaitWatch(String directory) {
    // fs/notify/fdinfo.c: "inotify wd:1 ino:2a sdev:...".
    String watch = " ino:" + Long.toHexString(source.stat(directory).inode()) + " ";
    Path open = Path.of("/proc", Long.toString(daemon.pid()), "fdinfo");
    Eventually.await(
        "a watch on " + directory,
        () -> Programs.run("grep", "-rqF", watch, open.toString()).exitCode() == 0);
  }

  /** Until events tell of all that happens. */
  void awaitFollowed() {
    // A window looks after every mount; until then nobody knows that something is not followed.
    Reported unused = report();
    Eventually.await(
        () -> "an end of open gaps: " + daemon.tidemark("status"),
        UNTIL_FOLLOWED,
        () -> !hasOpenGap());
  }

  private boolean hasOpenGap() {
    for (JsonElement gap : status().getAsJsonArray("gaps")) {
      if (gap.getAsJsonObject().get("state").getAsString().equals("open")) {
        return true;
      }
    }
    return false;
  }

  private JsonObject status() {
    return JsonParser.parseString(daemon.tidemark("status", "--json").out()).getAsJsonObject();
  }

  private String reconcileState() {
    return status().getAsJsonObject("reconcile").get("state").getAsString();
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

  /**
   * What happens when all is repaired is told as if nothing had ever been lost.
   *
   * @return what is said of it
   */
  Reported goOn() {
    awaitReconciled();
    backUp();
    Reported unused = report();
    workload.run(some(40));
    backUpAndJudge();
    return report();
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
    List<String> found = TreeDifference.between(source, mirror);
    List<String> rsync = RsyncProof.lines(source, mirror);
    assertThat(found).as("%s after %s", workload, last).isEmpty();
    assertThat(rsync).as("%s after %s", workload, last).isEmpty();
  }

  @Override
  public void close() {
    daemon.close();
    limits.forEach(MemoryLimit::close);
    workload.close();
    filesystem.close();
    stateDisk.close();
  }
}
