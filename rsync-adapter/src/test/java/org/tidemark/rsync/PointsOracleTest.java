package org.tidemark.rsync;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
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
      judgeAll(bench);
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
      judgeAll(bench);
    }
  }

  @Test
  void expiryLeavesThePointsThatAreKeptAsTheyWere() throws Exception {
    try (PointsBench bench = new PointsBench(folder, Kind.EXT4, seed)) {
      for (int backup = 1; backup <= BACKUPS; backup++) {
        bench.work();
        bench.backUp();
        if (backup % 3 == 0) {
          bench.expireAllBut(some(bench.points()));
          bench.assertRestored(bench.points().get(0));
        }
      }
      judgeAll(bench);
    }
  }

  @Test
  void killedExpiriesHarmNoPointThatIsKept() throws Exception {
    try (PointsBench bench = new PointsBench(folder, Kind.EXT4, seed)) {
      for (int backup = 0; backup < BACKUPS; backup++) {
        bench.work();
        bench.backUp();
      }
      Duration usual = bench.askWhatExpires(1);
      for (int kept = bench.points().size() - 2; kept > 0; kept -= 2) {
        bench.expireKilledAfter(kept, usual.dividedBy(2).plus(some(usual)));
      }
      bench.work();
      bench.backUp();
      judgeAll(bench);
    }
  }

  private void judgeAll(PointsBench bench) throws Exception {
    bench.assertEveryPointIsRestored();
    System.out.printf("points on EXT4: %d restored, seed %d%n", bench.points().size(), seed);
  }

  /** The newest, and of the others two of three. */
  private Set<Long> some(List<Long> points) {
    Set<Long> kept = new TreeSet<>(points);
    kept.removeIf(point -> random.nextInt(3) == 0);
    kept.add(points.get(points.size() - 1));
    return kept;
  }

  /** A moment of a run; some runs end before it. */
  private Duration some(Duration usual) {
    return Duration.ofMillis((long) (random.nextDouble() * 1.1 * usual.toMillis()));
  }
}
