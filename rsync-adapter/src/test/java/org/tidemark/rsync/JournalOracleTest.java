package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.MirrorOracle;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.testing.Workload;
import org.tidemark.journal.testing.Workload.Links;

/**
 * The oracle over the whole chain, kernel to mirror: random work, backups while it goes on and at
 * rest, and then mirror = source, for each source on each filesystem.
 *
 * <p>{@code -Dtidemark.oracle.seconds=N} is the time for all pairs together (at least 3 rounds
 * each); with {@code -Dtidemark.long=true} each pair does 200 rounds. {@code -Dtidemark.seed=N}
 * with {@code -Dtidemark.oracle.pair="FANOTIFY on XFS"} replays.
 */
@Execution(ExecutionMode.CONCURRENT)
class JournalOracleTest {
  private static final int SIDE_BY_SIDE = 2;
  private static final int OPERATIONS = 150;
  private static final int LONG_ROUNDS = 200;
  private static final int LEAST_ROUNDS = 3;
  private static final int SHOWN_BACKUPS = 4;

  @TempDir private Path folder;

  /** One source on one filesystem. */
  record Pair(SourceChoice source, Kind kind) {
    @Override
    public String toString() {
      return source + " on " + kind;
    }
  }

  static Stream<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      // There is no filesystem mark on overlayfs.
      if (kind != Kind.OVERLAY) {
        pairs.add(new Pair(SourceChoice.FANOTIFY, kind));
      }
      pairs.add(new Pair(SourceChoice.INOTIFY, kind));
    }
    String only = System.getProperty("tidemark.oracle.pair", "");
    // The name of one is the beginning of another's.
    List<Pair> named = pairs.stream().filter(pair -> pair.toString().equals(only)).toList();
    return named.isEmpty()
        ? pairs.stream().filter(pair -> pair.toString().contains(only))
        : named.stream();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theMirrorEqualsTheSourceAfterEveryRound(Pair pair) throws Exception {
    try (Bench bench = new Bench(pair)) {
      MirrorOracle oracle = bench.oracle(bench::backUp);
      try {
        run(oracle);
      } catch (AssertionError e) {
        String what = pair + ": " + e.getMessage();
        throw new AssertionError(what + "\nthe last backups:\n" + bench.last, e);
      }
      System.out.printf(
          "%s: %d rounds, %d backups, %d operations, seed %d%n",
          pair, oracle.roundsDone(), oracle.backupsDone(), bench.operations(), bench.seed());
      assertThat(oracle.roundsDone()).isGreaterThanOrEqualTo(LEAST_ROUNDS);
    }
  }

  private static void run(MirrorOracle oracle) {
    if (Boolean.getBoolean("tidemark.long")) {
      oracle.rounds(LONG_ROUNDS, OPERATIONS);
    } else {
      oracle.rounds(LEAST_ROUNDS, timePerPair(), OPERATIONS);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theLauncherDoesTheSame(Pair pair) throws Exception {
    String launcher = System.getProperty("tidemark.launcher", "");
    assumeTrue(!launcher.isEmpty(), "no launcher was named (-Dtidemark.launcher=FILE)");
    try (Bench bench = new Bench(pair)) {
      bench.oracle(() -> bench.backUpByLauncher(Path.of(launcher))).onlyAtRest().rounds(1, 100);
    }
  }

  private static Duration timePerPair() {
    return Duration.ofSeconds(
        SIDE_BY_SIDE * Long.getLong("tidemark.oracle.seconds", 0) / pairs().count());
  }

  /** Without handles in its events inotify cannot tell which file lost a name after a write. */
  private static Links linkUse(SourceChoice source) {
    return source == SourceChoice.FANOTIFY ? Links.ALL : Links.QUIET;
  }

  /** A filesystem, a daemon that watches it, a mirror beside it. */
  private final class Bench implements AutoCloseable {
    private final ScratchFilesystem filesystem;
    private final LiveDaemon daemon;
    private final Workload workload;
    private final ByteTree source;
    private final ByteTree mirror;

    /** What was said by those of the last round. */
    private final Deque<LiveDaemon.Result> last = new ArrayDeque<>();

    Bench(Pair pair) throws Exception {
      filesystem = ScratchFilesystem.create(pair.kind());
      filesystem.tree().mkdir("src");
      PathBytes watched = filesystem.tree().path("src");
      source = new ByteTree(watched);
      mirror =
          new ByteTree(PathBytes.ofUtf8(Files.createDirectory(folder.resolve("dst")).toString()));
      workload =
          new Workload(
              source,
              Workload.newSeed(),
              Workload.Options.everything().withEveryKind().withLinks(linkUse(pair.source())));
      daemon = LiveDaemon.start(folder, watched, pair.source());
    }

    MirrorOracle oracle(MirrorOracle.Backup backup) {
      return new MirrorOracle(source, mirror, workload, backup);
    }

    void backUp() {
      judge(daemon.tidemark(command()));
    }

    void backUpByLauncher(Path launcher) throws IOException, InterruptedException {
      judge(daemon.tidemarkProcess(launcher, command()));
    }

    private String[] command() {
      return new String[] {
        "rsync",
        "backup",
        "--consumer",
        "oracle",
        "--source",
        source.top().latin1(),
        "--dest",
        mirror.top().latin1()
      };
    }

    /** Done, or done in part because the tree changed meanwhile: then the rest stays pending. */
    private void judge(LiveDaemon.Result result) {
      last.add(result);
      if (last.size() > SHOWN_BACKUPS) {
        last.remove();
      }
      assertThat(result.code()).as(result.toString()).isIn(0, 6);
    }

    long operations() {
      return workload.operations();
    }

    long seed() {
      return workload.seed();
    }

    @Override
    public void close() {
      daemon.close();
      workload.close();
      filesystem.close();
    }
  }
}
