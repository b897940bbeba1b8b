package org.tidemark.rsync.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.RsyncProof;
import org.tidemark.journal.testing.TreeDifference;
import org.tidemark.journal.testing.Workload;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Random work, steps of it, and a copy of the mirror after each: every point restored is its copy,
 * in an empty directory and in one that holds another point. {@code -Dtidemark.seed=N} replays;
 * {@code -Dtidemark.long=true} does 30 steps.
 */
class RestoreOracleTest {
  private static final boolean LONG = Boolean.getBoolean("tidemark.long");
  private static final int STEPS = LONG ? 30 : 5;
  private static final int OPERATIONS = LONG ? 120 : 60;
  private static final int KILLS = LONG ? 40 : 4;
  private static final int PROGRAMS = 12;
  private static final int TRIES = 3;

  @TempDir private Path temporary;
  private final Programs programs = new Programs();
  private final long seed = Workload.newSeed();
  private final Random random = new Random(seed);
  private final Map<Long, ByteTree> copies = new TreeMap<>();
  private PathBytes folder;
  private ByteTree source;
  private ByteTree mirror;
  private Workload workload;
  private PointsFolder points;
  private HandMadeSteps steps;

  @BeforeEach
  void makeTrees() throws Exception {
    folder = new ByteFiles(programs).real(Program.latin1(temporary));
    source = made("source");
    mirror = made("mirror");
    workload = new Workload(source, seed, Workload.Options.everything().withEveryKind());
    points = new PointsFolder(programs, PointsFolder.besideMirror(mirror.top()));
    points.create(new Owner("id", mirror.top()));
    steps = new HandMadeSteps(source, mirror, points, work("steps"), random);
  }

  @AfterEach
  void endWork() {
    workload.close();
  }

  private PathBytes path(String name) {
    return PathBytes.ofLatin1(folder.latin1() + "/" + name);
  }

  private ByteTree made(String name) {
    ByteTree tree = new ByteTree(path(name));
    new ByteTree(folder).mkdir(name);
    return tree;
  }

  private Path work(String name) throws Exception {
    return Files.createDirectories(temporary.resolve("work").resolve(name));
  }

  private void makeSteps() throws Exception {
    for (int step = 0; step < STEPS; step++) {
      workload.run(OPERATIONS);
      workload.barrier();
      boolean whole = step == 0 || random.nextInt(5) > 0;
      long number = steps.step(whole);
      if (whole) {
        ByteTree copy = made("copy" + number);
        org.tidemark.journal.testing.Programs.run(
                "cp", "-a", mirror.top().latin1() + "/.", copy.top().latin1() + "/")
            .orFail();
        copies.put(number, copy);
      }
    }
  }

  private Restore.Outcome run(String rsync, long point, ByteTree target, List<String> messages)
      throws Exception {
    RsyncSource here = new RsyncSource(programs, rsync, "", List.of());
    Restore restore = new Restore(programs, here, points, work("restore"), new Recorder(messages));
    List<PathBytes> all = List.of(PathBytes.ROOT);
    return restore.run(new Restore.Request(chain(), point, all, mirror.top(), target.top(), false));
  }

  private Restore.Outcome restore(long point, ByteTree target) throws Exception {
    List<String> messages = new ArrayList<>();
    Restore.Outcome outcome = run("rsync", point, target, messages);
    assertThat(outcome.lost()).as("seed " + seed).isEmpty();
    assertThat(outcome.complete()).as("seed %d: %s", seed, messages).isTrue();
    return outcome;
  }

  private record Recorder(List<String> lines) implements Progress {
    @Override
    public void begins(String what, long count) {
      lines.add("-- " + what);
    }

    @Override
    public void oneDone() {}

    @Override
    public synchronized void message(String line) {
      lines.add(line);
    }
  }

  private void assertSame(long point, ByteTree target) {
    String what = "point " + point + ", seed " + seed;
    assertThat(TreeDifference.between(copies.get(point), target)).as(what).isEmpty();
    assertThat(RsyncProof.lines(copies.get(point), target)).as(what).isEmpty();
  }

  @Test
  void everyPointIsRestoredAsItWas() throws Exception {
    makeSteps();
    for (long point : copies.keySet()) {
      ByteTree target = made("target" + point);
      restore(point, target);
      assertSame(point, target);
    }
  }

  @Test
  void aDirectoryThatHoldsAnotherPointBecomesThisOne() throws Exception {
    makeSteps();
    ByteTree target = made("target");
    List<Long> all = new ArrayList<>(copies.keySet());
    for (int again = 0; again < STEPS; again++) {
      long point = all.get(random.nextInt(all.size()));
      restore(point, target);
      assertSame(point, target);
    }
  }

  @Test
  void aRestoreWhoseRsyncWasKilledIsRunAgain() throws Exception {
    makeSteps();
    ByteTree target = made("target");
    List<Long> all = new ArrayList<>(copies.keySet());
    int struck = 0;
    for (int kill = 0; struck < KILLS && kill < KILLS * TRIES; kill++) {
      long point = all.get(random.nextInt(all.size()));
      struck += breaksOff(point, target) ? 1 : 0;
      long next = random.nextBoolean() ? point : all.get(random.nextInt(all.size()));
      restore(next, target);
      assertSame(next, target);
    }
    assertThat(struck).as("restores that broke off, seed " + seed).isPositive();
  }

  /** Some come to their end before the moment at which they were to be killed. */
  private boolean breaksOff(long point, ByteTree target) throws Exception {
    try {
      return !run(killedRsync(), point, target, new ArrayList<>()).complete();
    } catch (TidemarkException e) {
      assertThat(e).hasMessageContaining("rsync ended with");
      return true;
    }
  }

  /** An rsync that ends after some milliseconds, with all that it started, in one of its runs. */
  private String killedRsync() throws Exception {
    Path script = work("killed").resolve("rsync");
    String text =
        String.format(
            Locale.ROOT,
            """
            #!/bin/sh
            left=$(cat "$0.left")
            echo $((left - 1)) >"$0.left"
            if [ "$left" -eq 0 ]; then exec timeout -s KILL 0.0%02d rsync "$@"; fi
            exec rsync "$@"
            """,
            1 + random.nextInt(60));
    Files.writeString(script, text);
    Files.writeString(script.resolveSibling("rsync.left"), random.nextInt(4) + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return Program.latin1(script);
  }

  private SortedSet<Long> someOf(Set<Long> points) {
    SortedSet<Long> kept = new TreeSet<>();
    points.forEach(point -> addMaybe(kept, point));
    kept.add(points.stream().max(Long::compare).orElseThrow());
    return kept;
  }

  private void addMaybe(Set<Long> kept, long point) {
    if (random.nextInt(3) > 0) {
      kept.add(point);
    }
  }

  private Chain chain() throws Exception {
    List<Step> all = points.steps();
    return Chain.of(all, all.get(all.size() - 1).number());
  }

  private Set<Long> pointsOf(Chain chain) {
    Set<Long> numbers = new TreeSet<>();
    chain.points().forEach(step -> numbers.add(step.number()));
    return numbers;
  }

  private void assertAllRestored(Set<Long> kept, String folderName) throws Exception {
    for (long point : kept) {
      ByteTree target = made(folderName + point);
      restore(point, target);
      assertSame(point, target);
      target.removeTree("");
    }
  }

  @Test
  void whatIsKeptIsRestoredAfterTheRestExpired() throws Exception {
    makeSteps();
    Expire expire = new Expire(programs, points, work("expire"), Progress.SILENT);
    Set<Long> kept = copies.keySet();
    while (kept.size() > 1) {
      kept = someOf(kept);
      expire.keep(points.steps(), chain(), kept, false);
      assertThat(pointsOf(chain())).as("seed " + seed).isEqualTo(kept);
      assertAllRestored(kept, "after" + kept.size() + "-");
    }
    Expire.Outcome last = expire.keep(points.steps(), chain(), kept, false);
    assertThat(last).isEqualTo(new Expire.Outcome(List.of(), List.of(), 0));
  }

  @Test
  void whatIsKeptIsRestoredWhateverTheMomentAtWhichExpiringWasKilled() throws Exception {
    makeSteps();
    Set<Long> kept = someOf(copies.keySet());
    for (int kill = 0; kill < KILLS; kill++) {
      KillingHost host = new KillingHost(random, random.nextInt(PROGRAMS));
      Expire killed = new Expire(host, points, work("expire"), Progress.SILENT);
      try {
        killed.keep(points.steps(), chain(), kept, false);
      } catch (TidemarkException e) {
        assertThat(e).hasMessage("killed");
      }
      assertAllRestored(kept, "killed" + kill + "-");
    }
    new Expire(programs, points, work("expire"), Progress.SILENT)
        .keep(points.steps(), chain(), kept, false);
    assertThat(pointsOf(chain())).isEqualTo(kept);
    assertAllRestored(kept, "finally");
  }
}
