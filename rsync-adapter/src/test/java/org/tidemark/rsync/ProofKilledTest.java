package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.Workload;

/** hazard 16: a proof may end at any instant; it is made again, and no point is harmed by it. */
class ProofKilledTest {
  private static final int KILLED = Boolean.getBoolean("tidemark.long") ? 40 : 5;

  @TempDir private Path temporary;
  private final long seed = Workload.newSeed();
  private final Random random = new Random(seed);
  private LiveDaemon daemon;
  private Path folder;

  @BeforeEach
  void start() throws Exception {
    folder = temporary.toRealPath();
    shell(
        """
        mkdir -p src/a src/b src/c/d
        for i in $(seq 150); do for d in a b c/d; do echo $d $i >src/$d/$i; done; done
        for i in $(seq 40); do ln src/a/$i src/b/link$i; done
        """);
    PathBytes source = PathBytes.ofUtf8(folder.resolve("src").toString());
    daemon = LiveDaemon.start(folder, source, SourceChoice.AUTO);
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  private String shell(String script) {
    return Programs.run("bash", "-euc", "cd \"$1\"; " + script, "bash", folder.toString())
        .orFail()
        .output();
  }

  private LiveDaemon.Result backUp(String... more) {
    String[] line = {"rsync", "backup", "--consumer", "c", "--source", folder + "/src", "--dest"};
    String[] all = java.util.Arrays.copyOf(line, line.length + 1 + more.length);
    all[line.length] = folder + "/dst";
    System.arraycopy(more, 0, all, line.length + 1, more.length);
    return daemon.tidemark(all);
  }

  private void assertRestored(String point, String copy) {
    shell("rm -rf out out.tidemark-restore");
    LiveDaemon.Result result =
        daemon.tidemark(
            "rsync", "restore", "--dest", folder + "/dst", "--at", point, "--to", folder + "/out");
    assertThat(result.code()).as(seed + ": " + result).isZero();
    assertThat(shell(Mirrored.COMPARE + " " + copy + "/ out/")).as("seed " + seed).isEmpty();
  }

  private ForkedTidemark prove() throws Exception {
    return ForkedTidemark.start(
        folder, daemon.state(), "rsync", "verify", "--full", "--dest", folder + "/dst");
  }

  @Test
  void aKilledProofIsMadeAgainAndHarmsNoPoint() throws Exception {
    assertThat(backUp().code()).isZero();
    ForkedTidemark first = prove();
    Duration usual = first.await();
    assertThat(first.exitCode()).as(first.said()).isZero();
    for (int round = 0; round < KILLED; round++) {
      shell(
          """
          cd dst
          for i in $(seq 30 120); do echo damaged >a/$i; chmod 600 b/$i; rm -f c/d/$i; done
          for i in $(seq 20); do echo surplus >c/surplus$i; done
          cd ..; rm -rf damaged; cp -a dst damaged
          """);
      String newest = newest();
      // The damage makes it longer than the first; some end before they are killed.
      prove()
          .killedAfter(Duration.ofMillis((long) (usual.toMillis() * (0.4 + random.nextDouble()))));
      assertRestored(newest, "damaged");
      LiveDaemon.Result again = prove(daemon);
      assertThat(again.code())
          .as(seed + ": " + again)
          .isIn(ExitCode.DONE.number(), ExitCode.FOUND.number());
      assertThat(shell(Mirrored.COMPARE + " src/ dst/")).as("seed " + seed).isEmpty();
      assertRestored(newest, "damaged");
      assertRestored("newest", "src");
    }
  }

  private LiveDaemon.Result prove(LiveDaemon there) {
    return there.tidemark("rsync", "verify", "--full", "--dest", folder + "/dst");
  }

  private String newest() {
    return shell("ls dst.points/*/done | tail -1 | sed 's/.*points.0*//; s/.done//'").strip();
  }
}
