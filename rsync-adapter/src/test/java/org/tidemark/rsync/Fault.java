package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Immutable;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.MemoryLimit;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/** A way to lose history or state, with work before, during and after it. */
enum Fault {
  KILLED(
      "unclean-stop",
      bench -> {
        bench.workload.during(bench.some(60), bench.daemon::kill);
        bench.workload.run(bench.some(40));
        bench.workload.during(bench.some(60), bench.daemon::start);
      }),
  STOPPED(
      "daemon-down",
      bench -> {
        bench.workload.during(bench.some(60), bench.daemon::stop);
        bench.workload.run(bench.some(40));
        bench.workload.during(bench.some(60), bench.daemon::start);
      }),
  QUEUE_OVERFLOWED(
      "queue-overflow",
      bench -> {
        bench.daemon.suspend();
        bench.workload.run(bench.some(40));
        EventStorm.ofWrites(bench.source);
        bench.workload.run(bench.some(40));
        bench.daemon.resume();
      }),
  QUEUE_MET_ITS_BOUND(
      "queue-overflow",
      bench -> {
        bench.restart(bench::startBelowLimit);
        bench.daemon.suspend();
        bench.workload.run(bench.some(40));
        EventStorm.ofNames(bench.source);
        bench.workload.run(bench.some(40));
        bench.daemon.resume();
      }),
  EVENTS_COULD_NOT_BE_READ(
      "read-error",
      bench -> {
        try (FailingReads reads = bench.failReads()) {
          bench.workload.run(bench.some(40));
          bench.awaitOpenGap("\\S*", "read-error", reads::said);
          bench.workload.run(bench.some(40));
        }
        bench.workload.run(bench.some(40));
      }),
  WATCHES_RAN_OUT(
      "watch-limit",
      bench -> {
        bench.restart(() -> bench.daemon.startBy(entering()));
        bench.source.mkdir("watched");
        bench.awaitWatch("watched");
        UserNamespace.limitWatches(bench.daemon.pid(), 1);
        bench.workload.run(bench.some(40));
        bench.source.mkdirs("without-a-watch/deep");
        // Elsewhere the work may do away with the place, and with it the gap.
        bench.awaitOpenGap("(/without-a-watch(/deep)?)?", "watch-limit", () -> "");
        bench.source.write("without-a-watch/deep/file", "1");
        bench.workload.run(bench.some(40));
        UserNamespace.limitWatches(bench.daemon.pid(), Integer.MAX_VALUE);
        // A watch that is given back makes the daemon try again.
        bench.source.rmdir("watched");
        bench.workload.run(bench.some(40));
      }),
  MOUNTED_AGAIN(
      "mount-changed|mark-lost|not-mounted|root-missing|mounted-over",
      bench -> {
        bench.workload.barrier();
        Eventually.await("it can be unmounted", bench.filesystem::tryUnmount);
        bench.filesystem.mount();
        bench.workload.run(bench.some(60));
      }),
  CHANGED_BELOW_A_MOUNT(
      "mounted-over|mount-changed|not-mounted|mark-lost|changed .*/src/below/hidden",
      bench -> {
        ByteTree inside = new ByteTree(bench.source.path("below"));
        if (!bench.source.exists("below")) {
          bench.source.mkdir("below");
          Reported unused = bench.report();
        }
        ByteTree aside = bench.filesystem.beside("aside");
        bench.filesystem.bind(inside.top(), aside.top());
        Programs.run("mount", "-t", "tmpfs", "tmpfs", inside.top().latin1()).orFail();
        aside.write("hidden", "written while another filesystem lay over it");
        bench.workload.run(bench.some(40));
        Programs.run("umount", inside.top().latin1()).orFail();
        bench.filesystem.unbind(aside.top());
      }),
  ROOT_RENAMED(
      "root-replaced|root-missing|ancestor-changed",
      bench -> {
        ByteTree above = bench.filesystem.tree();
        above.rename("src", "away");
        new ByteTree(above.path("away")).write("while-away", "1");
        above.mkdir("src");
        above.rmdir("src");
        above.rename("away", "src");
        bench.workload.run(bench.some(40));
      }),
  FILESYSTEM_IN_ERROR(
      "filesystem-error",
      bench -> {
        bench.workload.during(bench.some(60), () -> FaultMeans.triggerError(bench.filesystem));
        bench.workload.run(bench.some(40));
      }),
  FILESYSTEM_ROLLED_BACK(
      "filesystem-rolled-back|changed-offline|filesystem-replaced",
      bench -> {
        Path image = FaultMeans.copyOfDevice(bench, "before");
        bench.workload.barrier();
        // What is written in a gap bears no witness (docs/design.md, "What stays invisible").
        bench.awaitFollowed();
        FaultMeans.appendToEach(bench.source);
        bench.backUp();
        bench.daemon.stop();
        bench.filesystem.unmount();
        Programs.run("dd", "if=" + image, "of=" + bench.filesystem.device().orElseThrow(), "bs=1M")
            .orFail();
        bench.filesystem.mount();
        bench.daemon.start();
        bench.workload.run(bench.some(40));
      }),
  STATE_DISK_FULL(
      "store-error",
      "(?i)disk is full|no space",
      bench -> {
        Path ballast = Path.of(bench.stateDisk.path().latin1(), "ballast");
        Programs.run("dd", "if=/dev/zero", "of=" + ballast, "bs=64k");
        bench.workload.run(bench.some(80));
        Eventually.await(
            "status shows the full disk", () -> FaultMeans.showsErrorAfterMore(bench, "full"));
        bench.backUp();
        FaultMeans.deleteFile(ballast);
        bench.workload.run(bench.some(40));
      }),
  STATE_DISK_WITHOUT_POWER(
      "unclean-stop|full|journal-restored",
      bench -> {
        bench.workload.during(
            bench.some(60), () -> FaultMeans.shutDown(bench.stateDisk.path().latin1()));
        bench.workload.run(bench.some(40));
        bench.daemon.kill();
        bench.stateDisk.unmount();
        bench.stateDisk.mount();
        bench.workload.during(bench.some(60), bench.daemon::start);
      }),
  STATE_DISK_READ_ONLY(
      "unclean-stop|full|journal-restored",
      bench -> {
        Programs.run("mount", "-o", "remount,errors=remount-ro", bench.stateDisk.path().latin1())
            .orFail();
        bench.workload.during(bench.some(60), () -> FaultMeans.triggerError(bench.stateDisk));
        Eventually.await(
            "status shows the refusal", () -> FaultMeans.showsErrorAfterMore(bench, "."));
        bench.daemon.kill();
        bench.stateDisk.unmount();
        bench.stateDisk.mount();
        bench.workload.during(bench.some(60), bench.daemon::start);
      }),
  TREE_WITHOUT_POWER(
      "mount-changed|mark-lost|not-mounted|root-missing|filesystem-rolled-back|filesystem-error|read-error",
      bench -> {
        bench.workload.barrier();
        String mounted = bench.filesystem.path().latin1();
        Programs.run("sync", "-f", mounted).orFail();
        FaultMeans.appendToEach(bench.source);
        bench.backUp();
        FaultMeans.shutDown(mounted);
        Eventually.await("it can be unmounted", bench.filesystem::tryUnmount);
        bench.filesystem.mount();
        bench.workload.run(bench.some(40));
      }),
  JOURNAL_PRUNED(
      "full",
      bench -> {
        FaultMeans.leaveManyRows(bench.source);
        bench.daemon.stop();
        bench.daemon.configure(bench.configuration(FaultBench.MORE_THAN_ANY_DISK));
        bench.daemon.start();
        bench.workload.run(bench.some(40));
        Eventually.await(
            "a consumer is left behind", () -> bench.daemon.log().contains("lags behind the caps"));
        bench.daemon.stop();
        bench.daemon.configure(bench.configuration(FaultBench.ANY_ROOM));
        bench.daemon.start();
      }),
  CLOCK_STEPPED_BACK(
      "clock-stepped-back",
      bench -> {
        bench.workload.during(bench.some(60), bench.daemon::stop);
        bench.workload.run(bench.some(40));
        // A boot that seems an hour older is a wall clock that went back by an hour.
        bench.daemon.startBy("unshare", "--time", "--boottime", "3600");
        bench.workload.run(bench.some(40));
      }),
  LOG_OF_THE_DATABASE_TORN(
      "unclean-stop|full|journal-restored|journal-lost",
      "(?i)damaged",
      bench -> {
        bench.workload.during(bench.some(60), bench.daemon::kill);
        FaultMeans.tear(bench, bench.daemon.state().resolve("journal.db-wal"));
        bench.workload.run(bench.some(40));
        bench.workload.during(bench.some(60), bench.daemon::start);
      }),
  DATABASE_LOST(
      "full",
      bench -> {
        bench.daemon.stop();
        Programs.run("rm", "-rf", bench.daemon.state().toString()).orFail();
        bench.workload.run(bench.some(40));
        bench.daemon.start();
      }),
  DATABASE_OF_YESTERDAY(
      "full|journal-restored",
      bench -> {
        bench.daemon.stop();
        Path copy = bench.daemon.state().resolveSibling("copy");
        Programs.run("cp", "-a", bench.daemon.state().toString(), copy.toString()).orFail();
        bench.daemon.start();
        bench.workload.run(bench.some(40));
        bench.backUp();
        bench.workload.run(bench.some(40));
        bench.daemon.stop();
        Programs.run("rm", "-rf", bench.daemon.state().toString()).orFail();
        Programs.run("mv", copy.toString(), bench.daemon.state().toString()).orFail();
        bench.daemon.start();
      }),
  DATABASE_DAMAGED(
      "full|journal-lost",
      "(?i)corrupt|malformed|damaged|not a database",
      bench -> {
        bench.daemon.stop();
        FaultMeans.damage(bench, bench.daemon.state().resolve("journal.db"));
        bench.workload.run(bench.some(40));
        bench.daemon.start();
      });

  private static final String NEVER = "(?!)";

  private final Pattern reasons;
  private final Pattern log;
  private final Strike strike;

  /** What goes wrong, and how it is put right as an administrator would; holds nothing. */
  @Immutable
  private interface Strike {
    void at(FaultBench bench);
  }

  /**
   * @param reasons one of them must be on the next list, as a regular expression for a whole reason
   */
  Fault(String reasons, Strike strike) {
    this(reasons, NEVER, strike);
  }

  /**
   * @param log what the daemon may say instead, since it loses no history
   */
  Fault(String reasons, String log, Strike strike) {
    this.reasons = Pattern.compile(reasons);
    this.log = Pattern.compile(log);
    this.strike = strike;
  }

  /**
   * Fails unless it was said; of a gap that was reconciled before the list was made, by the log.
   */
  void assertReported(Reported said) {
    boolean told =
        said.hasReason(reasons) || said.hasReconciled(reasons) || log.matcher(said.log()).find();
    assertThat(told).as("reported as %s or %s: %s", reasons, log, said).isTrue();
  }

  /** Fails if it is still said of what happened after it was repaired. */
  void assertOver(Reported said) {
    assertThat(said.hasReason(reasons)).as("reported again as %s: %s", reasons, said).isFalse();
  }

  void strike(FaultBench bench) {
    strike.at(bench);
  }

  /** Why this cannot happen there; empty if it can. */
  String whyNot(SourceChoice source, Kind kind) {
    return switch (this) {
      case QUEUE_OVERFLOWED ->
          unless(source == SourceChoice.INOTIFY, "no memory limit bounds fanotify's queue");
      case QUEUE_MET_ITS_BOUND ->
          source == SourceChoice.INOTIFY
              ? "inotify's queue is bounded without a memory limit, too"
              : unless(MemoryLimit.isPossible(), "no memory cgroup can be made here");
      case WATCHES_RAN_OUT ->
          source == SourceChoice.FANOTIFY
              ? "fanotify needs no watches in the tree, and no user namespace has it"
              : unless(UserNamespace.isPossible(), "no user namespace can be made here");
      case EVENTS_COULD_NOT_BE_READ -> unless(Programs.exists("strace"), "strace is not installed");
      case FILESYSTEM_IN_ERROR ->
          unless(
              source == SourceChoice.FANOTIFY && kind == Kind.EXT4,
              "only fanotify tells of errors, and only ext4 can be told to have one");
      case FILESYSTEM_ROLLED_BACK, MOUNTED_AGAIN ->
          unless(kind.hasDevice(), "it lies on no device");
      case TREE_WITHOUT_POWER ->
          unless(kind == Kind.EXT4 || kind == Kind.XFS, "it cannot be shut down");
      default -> "";
    };
  }

  private static String unless(boolean possible, String why) {
    return possible ? "" : why;
  }

  private static String[] entering() {
    return UserNamespace.entering().toArray(String[]::new);
  }
}
