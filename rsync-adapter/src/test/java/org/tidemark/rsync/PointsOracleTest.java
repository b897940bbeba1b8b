package org.tidemark.rsync;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.testing.Workload;

/**
 * The oracle of points in time, kernel to restored directory: random work and backups in turns, and
 * a copy of the source after each of them; then every point that is kept, restored, is its copy.
 *
 * <p>{@code -Dtidemark.long=true} does 30 backups; {@code -Dtidemark.seed=N} replays, but for the
 * moments of the kills, which lie where the clock puts them.
 */
class PointsOracleTest {
  private static final int BACKUPS = Boolean.getBoolean("tidemark.long") ? 30 : 8;
  private static final int KILLED = Boolean.getBoolean("tidemark.long") ? 30 : 5;

  @TempDir private Path folder;
  private final long seed = Workload.newSeed();
  private final Random random = new Random(seed);

  @Test
  void everyPointIsRestoredAsTheSourceWasThen() throws Exception {
    try (PointsBench bench = new PointsBench(folder, Kind.EXT4, seed)) {
      for (int backup = 0; backup < BACKUPS; backup++) {
        bench.work();
        bench.backUp();
      }
      bench.assertEveryPointIsRestored();
    }
  }

  /**
   * hazard 16: a run may end at any instant, and the next one begins where that left the mirror.
   */
  @Test
  void killedBackupsHarmNoPoint() throws Exception {
    try (PointsBench bench = new PointsBench(folder, Kind.EXT4, seed)) {
      bench.work();
      bench.backUp();
      bench.work();
      Duration usual = bench.backUpOutside();
      for (int backup = 0; backup < KILLED; backup++) {
        bench.work();
        bench.backUpKilledAfter(some(usual));
        if (random.nextBoolean()) {
          bench.work();
        }
        if (random.nextInt(3) > 0) {
          bench.backUp();
        }
      }
      bench.backUp();
      bench.assertEveryPointIsRestored();
    }
  }

  /** A moment of a run; some runs end before it. */
  private Duration some(Duration usual) {
    return Duration.ofMillis((long) (random.nextDouble() * 1.1 * usual.toMillis()));
  }
}
