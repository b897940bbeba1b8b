package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Immutable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/**
 * A way to lose history or state, with work before, during and after it. Not here, since they would
 * strike the whole machine, need a kernel that fails, or a journal of many megabytes: too few
 * inotify watches, a kernel queue that cannot be read, and history that retention forgot too early.
 * Daemons and stores inside a test's own process meet those.
 */
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
        overflow(bench.source);
        bench.workload.run(bench.some(40));
        bench.daemon.resume();
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
        bench.workload.during(bench.some(60), () -> triggerError(bench.filesystem));
        bench.workload.run(bench.some(40));
      }),
  FILESYSTEM_ROLLED_BACK(
      "filesystem-rolled-back|changed-offline|filesystem-replaced",
      bench -> {
        Path image = copyOfDevice(bench, "before");
        bench.workload.barrier();
        // What is written in a gap bears no witness (docs/design.md, "What stays invisible").
        bench.awaitFollowed();
        appendToEach(bench.source);
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
        Eventually.await("status shows the full disk", () -> showsErrorAfterMore(bench, "full"));
        bench.backUp();
        deleteFile(ballast);
        bench.workload.run(bench.some(40));
      }),
  STATE_DISK_WITHOUT_POWER(
      "unclean-stop|full|journal-restored",
      bench -> {
        bench.workload.during(bench.some(60), () -> shutDown(bench.stateDisk.path().latin1()));
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
        bench.workload.during(bench.some(60), () -> triggerError(bench.stateDisk));
        Eventually.await("status shows the refusal", () -> showsErrorAfterMore(bench, "."));
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
        appendToEach(bench.source);
        bench.backUp();
        shutDown(mounted);
        Eventually.await("it can be unmounted", bench.filesystem::tryUnmount);
        bench.filesystem.mount();
        bench.workload.run(bench.some(40));
      }),
  JOURNAL_PRUNED(
      "full",
      bench -> {
        leaveManyRows(bench.source);
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
        tear(bench, bench.daemon.state().resolve("journal.db-wal"));
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
        damage(bench, bench.daemon.state().resolve("journal.db"));
        bench.workload.run(bench.some(40));
        bench.daemon.start();
      });

  /** More than either kernel queue takes by default. */
  private static final int EVENTS_OF_AN_OVERFLOW = 20_000;

  /** So many rows of long names. */
  private static final int LARGE_JOURNAL = 6_000;

  private static final int DAMAGED_PLACES = 40;
  private static final int PAGE = 4096;

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

  /** Fails unless it was said; a gap that was reconciled before the list was made was recorded. */
  void assertReported(Reported said) {
    boolean told =
        said.hasReason(reasons)
            || log.matcher(said.log()).find()
            || (mayBeReconciled() && said.log().contains(" is reconciled in "));
    assertThat(told).as("reported as %s or %s: %s", reasons, log, said).isTrue();
  }

  private boolean mayBeReconciled() {
    return Arrays.stream(Reason.values())
        .filter(Reason::isReconcilableByTime)
        .anyMatch(reason -> reasons.matcher(reason.text()).matches());
  }

  void strike(FaultBench bench) {
    strike.at(bench);
  }

  /** Whether this can happen there. */
  boolean fits(SourceChoice source, Kind kind) {
    return switch (this) {
      // fanotify's queue has no bound where no memory limit holds.
      case QUEUE_OVERFLOWED -> source == SourceChoice.INOTIFY;
      case FILESYSTEM_IN_ERROR -> source == SourceChoice.FANOTIFY && kind == Kind.EXT4;
      case FILESYSTEM_ROLLED_BACK, MOUNTED_AGAIN -> kind.hasDevice();
      case TREE_WITHOUT_POWER -> kind == Kind.EXT4 || kind == Kind.XFS;
      default -> true;
    };
  }

  /** Two names in turns, since the same event twice would be merged. */
  private static void overflow(ByteTree tree) {
    byte[] one = {'x'};
    try (ByteTree.OpenFile first = opened(tree, "storm-1");
        ByteTree.OpenFile second = opened(tree, "storm-2")) {
      for (int event = 0; event < EVENTS_OF_AN_OVERFLOW; event += 2) {
        first.write(0, one);
        second.write(0, one);
      }
    }
  }

  private static ByteTree.OpenFile opened(ByteTree tree, String name) {
    tree.write(name, "");
    return tree.open(name);
  }

  /** The log of the database may still have room in itself. */
  private static boolean showsErrorAfterMore(FaultBench bench, String error) {
    for (int name = 0; name < 500; name++) {
      String fresh = "n".repeat(200) + bench.random.nextInt();
      bench.source.write(fresh, "");
      bench.source.unlink(fresh);
    }
    return bench.daemon.tidemark("status").out().matches("(?is).*lastError: [^\n]*" + error + ".*");
  }

  /** A journal smaller than a megabyte is never pruned. */
  private static void leaveManyRows(ByteTree tree) {
    for (int row = 0; row < LARGE_JOURNAL; row++) {
      String name = "n".repeat(200) + row;
      tree.write(name, "");
      tree.unlink(name);
    }
  }

  private static void appendToEach(ByteTree tree) {
    for (String name : tree.walk()) {
      if (tree.stat(name).isRegular()) {
        tree.append(name, new byte[] {'n', 'e', 'w'});
      }
    }
  }

  private static void triggerError(ScratchFilesystem filesystem) {
    String device = Path.of(filesystem.device().orElseThrow()).getFileName().toString();
    writeText(Path.of("/sys/fs/ext4", device, "trigger_fs_error"), "1");
  }

  private static Path copyOfDevice(FaultBench bench, String name) {
    bench.workload.barrier();
    Eventually.await("it can be unmounted", bench.filesystem::tryUnmount);
    Path image = Path.of(bench.filesystem.beside(name).top().latin1(), "image");
    Programs.run(
            "dd",
            "if=" + bench.filesystem.device().orElseThrow(),
            "of=" + image,
            "bs=1M",
            "conv=sparse")
        .orFail();
    bench.filesystem.mount();
    return image;
  }

  /** What was not synced is gone, as after a loss of power. */
  private static void shutDown(String mounted) {
    Programs.run("xfs_io", "-x", "-c", "shutdown", mounted).orFail();
  }

  private static void damage(FaultBench bench, Path database) {
    try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
      for (int place = 0; place < DAMAGED_PLACES; place++) {
        file.seek(bench.random.nextLong(PAGE, file.length()));
        file.write(bench.random.nextInt(256));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tear(FaultBench bench, Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(file.length() == 0 ? 0 : bench.random.nextLong(file.length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeText(Path file, String text) {
    try {
      Files.write(file, List.of(text), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteFile(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
