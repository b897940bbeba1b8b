package org.tidemark.rsync;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.testing.Workload;

/**
 * Nothing is lost silently: random work, a fault at a random moment, and after it was put right the
 * fault was said, and the next backups leave the mirror like the source; and so does what happens
 * when nothing is in doubt any more, without another word of the fault.
 *
 * <p>Each kind of fault strikes once for each source; with {@code -Dtidemark.long=true} until 100
 * struck each, on further filesystems too. {@code -Dtidemark.seed=N} with {@code
 * -Dtidemark.fault=KILLED} and {@code -Dtidemark.oracle.pair=…} replays.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultOracleTest {
  private static final int OPERATIONS = 80;
  private static final int LONG_FAULTS = 100;

  @TempDir private Path folder;

  /** One source on one filesystem. */
  record Pair(SourceChoice source, Kind kind) {
    @Override
    public String toString() {
      return source + " on " + kind;
    }
  }

  static Stream<Pair> pairs() {
    List<Kind> kinds =
        Boolean.getBoolean("tidemark.long")
            ? List.of(Kind.EXT4, Kind.XFS, Kind.BTRFS)
            : List.of(Kind.EXT4);
    String only = System.getProperty("tidemark.oracle.pair", "");
    return Stream.of(SourceChoice.FANOTIFY, SourceChoice.INOTIFY)
        .flatMap(source -> kinds.stream().map(kind -> new Pair(source, kind)))
        .filter(pair -> pair.toString().contains(only));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void everyFaultIsToldAndTheMirrorEqualsTheSourceAfterIt(Pair pair) throws Exception {
    assumeTrue(Programs.exists("xfs_io"), "xfs_io is not installed");
    List<String> leftOut = leftOut(pair);
    System.out.printf("faults, %s: left out %s%n", pair, leftOut);
    assumeTrue(!faults(pair).isEmpty(), () -> "no fault of that name fits " + pair + leftOut);
    long seed = Workload.newSeed();
    int struck = 0;
    int wanted = Boolean.getBoolean("tidemark.long") ? LONG_FAULTS : 1;
    do {
      struck += everyFaultOnce(pair, seed + struck);
    } while (struck < wanted);
    System.out.printf("faults, %s: %d struck, seed %d%n", pair, struck, seed);
  }

  /**
   * A fresh tree, state and mirror; every kind of fault strikes once, in an order of the seed's.
   */
  private int everyFaultOnce(Pair pair, long seed) throws Exception {
    Path place = Files.createTempDirectory(folder, "bench");
    try (FaultBench bench = new FaultBench(place, pair.source(), pair.kind(), seed)) {
      bench.workload.run(OPERATIONS);
      bench.backUpAndJudge();
      List<Fault> faults = faults(pair);
      Collections.shuffle(faults, bench.random);
      for (Fault fault : faults) {
        strike(pair, bench, fault);
      }
      return faults.size();
    }
  }

  private static List<Fault> faults(Pair pair) {
    return new ArrayList<>(wanted().filter(fault -> whyNot(fault, pair).isEmpty()).toList());
  }

  /** {@code NAME: why} of those that cannot happen there. */
  private static List<String> leftOut(Pair pair) {
    return wanted()
        .filter(fault -> !whyNot(fault, pair).isEmpty())
        .map(fault -> fault + ": " + whyNot(fault, pair))
        .toList();
  }

  private static Stream<Fault> wanted() {
    String only = System.getProperty("tidemark.fault", "");
    return Arrays.stream(Fault.values()).filter(fault -> fault.name().contains(only));
  }

  private static String whyNot(Fault fault, Pair pair) {
    return fault.whyNot(pair.source(), pair.kind());
  }

  private static void strike(Pair pair, FaultBench bench, Fault fault) {
    String where = pair + ", " + fault + ", " + bench.workload;
    try {
      bench.workload.run(bench.some(OPERATIONS));
      Reported unused = bench.report();
      if (bench.random.nextBoolean()) {
        bench.backUp();
      }
      fault.strike(bench);
      fault.assertReported(bench.report());
      if (bench.random.nextBoolean()) {
        bench.workload.barrier();
        bench.awaitReconciled();
      }
      bench.backUpAndJudge();
      fault.assertOver(bench.goOn());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(where + ": " + e.getMessage() + "\n" + bench.daemon.log(), e);
    }
  }
}
