package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.TreeSnapshot;
import org.tidemark.journal.testing.Workload;

/**
 * A daemon that is restarted again and again while everything changes below it, half of the times
 * by kill -9 at any moment, also while it starts: no gap, no miss. Six times, or 50 with {@code
 * -Dtidemark.long=true}; {@code -Dtidemark.seed=N} does the same again.
 */
@Isolated("loads the machine.")
class RestartUnderLoadTest {
  private static final int RESTARTS = Boolean.getBoolean("tidemark.long") ? 50 : 6;
  private static final int RESTARTS_PER_JUDGEMENT = 3;

  @TempDir private Path folder;

  private final long seed = Workload.newSeed();
  private final Random random = new Random(seed);
  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private SupervisedDaemon daemon;
  private Workload workload;
  private SteadyWriter writer;
  private TreeSnapshot before;
  private int kills;
  private long files;

  @AfterEach
  void end() {
    if (writer != null) {
      writer.close();
    }
    if (workload != null) {
      workload.close();
    }
    if (daemon != null) {
      daemon.close();
    }
    filesystem.close();
  }

  @Test
  void hazard24RestartsAndKillsUnderLoadLeaveNoGapAndMissNothing() throws Exception {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 400);
    tree = filesystem.tree();
    tree.mkdirs("work");
    workload =
        new Workload(
            new ByteTree(tree.path("work")),
            seed,
            Workload.Options.everything().withMaxNames(400).withoutLongMappings());
    writer = new SteadyWriter(tree);
    String socket = "@tidemark-load-" + ProcessHandle.current().pid() + "-" + seed;
    daemon = new SupervisedDaemon(folder, socket, "--watch", tree.top().latin1());
    daemon.start();
    int gaps = gapsWhileStopped();
    daemon.start();
    begin();
    for (int restart = 0; restart < RESTARTS; restart++) {
      try (Workload.Background background = workload.inBackground(Integer.MAX_VALUE)) {
        restart(restart % 2 == 1);
        assertThat(background).isNotNull();
      }
      if ((restart + 1) % RESTARTS_PER_JUDGEMENT == 0 || restart + 1 == RESTARTS) {
        judge(restart);
      }
    }
    assertThat(gapsWhileStopped()).as("gaps in the journal, seed %d", seed).isEqualTo(gaps);
    System.out.println(
        "under load: "
            + RESTARTS
            + " restarts, "
            + kills
            + " kills, "
            + files
            + " files, seed "
            + seed);
  }

  private int gapsWhileStopped() throws Exception {
    daemon.stop();
    return daemon.gaps().size();
  }

  private void begin() {
    daemon.tidemark().next("judge");
    before = TreeSnapshot.of(tree);
    writer.start();
  }

  private void restart(boolean kill) {
    pause(1500);
    if (kill) {
      kills++;
      daemon.kill();
    } else {
      daemon.stop();
    }
    pause(200);
    daemon.launch();
    if (kill && random.nextInt(3) == 0) {
      // While it starts, or just after.
      pause(1500);
      kills++;
      daemon.kill();
      daemon.launch();
    }
    daemon.awaitReady();
    assertThat(daemon.logSinceStart()).contains(": followed without a gap");
  }

  /** Waits for any length of time up to that. */
  private void pause(int atMostMillis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(atMostMillis)));
  }

  private void judge(int restart) {
    List<PathBytes> written = writer.rest();
    workload.barrier();
    Answer audit = daemon.tidemark().run("audit", tree.top().latin1(), "--consumer", "judge");
    assertThat(audit.exit())
        .as("audit after restart %d, seed %d: %s", restart, seed, audit)
        .isZero();
    List<String> entries = daemon.tidemark().next("judge");
    TreeSnapshot after = TreeSnapshot.of(tree);
    ListedChanges listed = new ListedChanges(entries);
    assertThat(entries)
        .as("no subtree for want of history, seed %d: %s", seed, daemon.log())
        .noneMatch(entry -> entry.startsWith("S " + tree.top() + " "));
    assertThat(listed.misses(before, after))
        .as("misses after restart %d, seed %d", restart, seed)
        .isEmpty();
    assertThat(written)
        .as("each file has its row after restart %d, seed %d", restart, seed)
        .allMatch(path -> listed.has("O", path));
    files += written.size();
    before = after;
    writer.goOn();
  }
}
