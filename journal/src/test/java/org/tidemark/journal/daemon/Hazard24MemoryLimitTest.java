package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.MemoryLimit;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/**
 * Hazard 24 (i): unread events are charged to the daemon's memory cgroup. At its limit there is a
 * gap, never an OOM kill.
 */
@Isolated("measures memory.")
class Hazard24MemoryLimitTest {
  private static final long LIMIT = 224L << 20;

  @TempDir private Path folder;
  private MemoryLimit limit;
  private ScratchFilesystem watched;
  private ScratchFilesystem stateDisk;
  private ByteTree tree;
  private DaemonProcess daemon;
  private Tidemark tidemark;

  @BeforeEach
  void start() throws Exception {
    limit = MemoryLimit.of(LIMIT).orElse(null);
    assumeTrue(limit != null, "no memory cgroup can be made here");
    watched = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS, 512);
    stateDisk = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 512);
    tree = watched.tree();
    Path state = Path.of(stateDisk.path().toString(), "state");
    daemon =
        DaemonProcess.answeringUnder(
            limit.entering(), folder, state, "--watch", tree.top().toString());
    tidemark = new Tidemark(state);
    tidemark.next("c");
  }

  @AfterEach
  void release() throws Exception {
    if (daemon != null) {
      daemon.killed();
    }
    if (watched != null) {
      watched.close();
      stateDisk.close();
    }
    if (limit != null) {
      limit.close();
    }
  }

  private void signal(String name) {
    Programs.run("kill", "-" + name, Long.toString(daemon.process().pid())).orFail();
  }

  /** Renames make events that are not merged, and cost no memory of the tree. */
  private void flood(int events) {
    String script =
        "my $n = 0; for my $i (1.."
            + events
            + ") {"
            + " rename(\"$ARGV[0]/f$n\", \"$ARGV[0]/f\".($n+1)) or die $!; $n++ }";
    tree.write("f0", "1");
    Programs.run("perl", "-e", script, tree.top().toString()).orFail();
  }

  private void assertSurvivedWithAGap() {
    assertThat(daemon.isAlive()).as("no OOM kill: %s", daemon.errors()).isTrue();
    assertThat(tidemark.next("c"))
        .anyMatch(entry -> entry.equals("S " + tree.top() + " queue-overflow"));
    tree.write("after", "1");
    assertThat(tidemark.next("c")).contains("O " + tree.path("after") + " changed");
  }

  @Test
  void aStoppedDaemonWhoseQueueFillsHasAGapAndLives() {
    signal("STOP");
    flood(600_000);
    signal("CONT");

    assertSurvivedWithAGap();
  }

  @Test
  void aStoreThatHangsWhileWritersFloodMakesAGapAndNoKill() {
    stateDisk.freeze();
    try {
      flood(600_000);
    } finally {
      stateDisk.thaw();
    }

    assertSurvivedWithAGap();
  }
}
