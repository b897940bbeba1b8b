package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.SourceHarness;

/**
 * Directories are renamed, exchanged, made and removed while their events wait, are handed on in
 * pieces cut anywhere, and while the source itself opens and lists. At rest the kernel must have a
 * watch on each directory and on nothing else, each must be told under its right path, and all that
 * changed must have been told.
 *
 * <p>All on one thread, but for the pool's walks: {@code -Dtidemark.seed=N} begins with that seed,
 * {@code -Dtidemark.seeds=N} does so many.
 */
class InotifyAgreementTest {
  private static final int STEPS = 300;
  private static final int ROUNDS = 3;

  /** Longer than a directory that left its name is waited for. */
  private static final long OVERDUE_NANOS = 55_000_000;

  @ParameterizedTest
  @EnumSource(names = {"TMPFS", "EXT4", "BTRFS"})
  void atRestTheTreeAndTheKernelAgreeAndNothingWentUntold(ScratchFilesystem.Kind kind)
      throws Exception {
    long first = Long.getLong("tidemark.seed", 1);
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(kind)) {
      for (long seed = first; seed < first + Long.getLong("tidemark.seeds", 6); seed++) {
        filesystem.tree().mkdir("seed");
        try (Storm storm = new Storm(new ByteTree(filesystem.tree().path("seed")), seed)) {
          storm.run();
        }
        filesystem.tree().removeTree("seed");
      }
    }
  }

  /** One tree, one source, one sequence of random choices. */
  private static final class Storm implements AutoCloseable {
    private final SourceHarness harness = new SourceHarness();
    private final ByteTree inside;
    private final ByteTree outside;
    private final Random random;
    private final InotifySource source;
    private final TornEvents events;
    private final String seed;
    private final int names;
    private final int lag;
    private int stepsLeft;
    private boolean stepping;

    Storm(ByteTree top, long seed) throws Exception {
      this.seed = "seed " + seed;
      random = new Random(seed);
      names = 2 + random.nextInt(4);
      lag = 1 + random.nextInt(40);
      top.mkdir("root");
      top.mkdir("outside");
      inside = new ByteTree(top.path("root"));
      outside = new ByteTree(top.path("outside"));
      build("", random.nextInt(8) == 0 ? 4 : 2);
      Root root = new Root(inside.top(), inside.top(), false, Exclusions.NONE);
      source = InotifySource.open(kernelThatStepsBetweenCalls().kernel(), root, root.path(), 2);
      events = new TornEvents(source, harness);
    }

    private KernelWithFaults kernelThatStepsBetweenCalls() {
      int calls = random.nextInt(3) == 0 ? Integer.MAX_VALUE : 5 + random.nextInt(60);
      Thread own = Thread.currentThread();
      KernelWithFaults kernel = new KernelWithFaults();
      kernel.setFault(
          (call, arguments) -> {
            boolean looks = Set.of("openat2", "inotifyAddWatch", "getdents64").contains(call);
            if (looks && Thread.currentThread() == own && stepsLeft > 0 && !stepping) {
              stepping = true;
              stepOneIn(calls);
              stepping = false;
            }
            return 0;
          });
      return kernel;
    }

    private void stepOneIn(int calls) {
      if (random.nextInt(calls) == 0) {
        step();
      }
    }

    private void build(String directory, int depth) {
      for (int i = 0; i < names && depth > 0; i++) {
        String name = ByteTree.join(directory, "d" + i);
        inside.mkdir(name);
        inside.create(name + "/f", new byte[1]);
        build(name, depth - 1);
      }
    }

    void run() throws IOException {
      harness.start(source);
      for (int round = 0; round < ROUNDS; round++) {
        Map<String, String> before = objects();
        stepsLeft = STEPS;
        while (stepsLeft > 0) {
          goOn();
        }
        List<Recorded> told = settle();
        Map<String, String> after = objects();
        assertThat(untold(before, after, told)).as(seed + ": changes nobody told").isEmpty();
        assertThat(watched()).as(seed + ": inodes with a watch").isEqualTo(directoryInodes(after));
        assertThat(source.directories()).as(seed).isEqualTo(directoryInodes(after).size());
        assertEachIsToldUnderItsPath(after);
      }
    }

    private void goOn() {
      if (events.isEmpty() || random.nextInt(3) < 2) {
        step();
      }
      if (random.nextInt(lag) == 0) {
        events.read();
      }
      if (random.nextInt(lag) == 0) {
        handOn(random.nextInt(4) == 0 ? 3 * lag : 4);
      }
      if (random.nextInt(20) == 0) {
        source.check(1 + random.nextInt(20));
      }
      if (random.nextInt(300) == 0) {
        LockSupport.parkNanos(OVERDUE_NANOS);
      }
    }

    private void handOn(int most) {
      events.handOn(1 + random.nextInt(most));
      if (random.nextInt(4) == 0) {
        harness.endBatch();
      }
    }

    private List<Recorded> settle() {
      events.read();
      while (!events.isEmpty()) {
        handOn(4);
        events.read();
      }
      harness.endBatch();
      Recorded settled = harness.settle();
      // What was moved out last is forgotten when its other half is overdue.
      LockSupport.parkNanos(OVERDUE_NANOS);
      return List.of(settled, harness.drain());
    }

    // --- work ------------------------------------------------------------------------------------

    private void step() {
      stepsLeft--;
      try {
        work(name(), name());
      } catch (UncheckedIOException e) {
        // The name is not there, or taken, or not empty.
        assertThat(e).hasMessageNotContaining("EIO");
      }
    }

    private void work(String one, String other) {
      switch (random.nextInt(16)) {
        case 0, 1 -> inside.mkdir(one);
        case 2 -> inside.mkdirs(one + "/d0/d1");
        case 3, 4, 5 -> inside.rename(one, other);
        case 6, 7, 8 -> inside.exchange(one, other);
        case 9 -> inside.removeTree(one + "/d0");
        case 10 -> inside.rmdir(one);
        case 11 -> inside.renameInto(one, outside, "o" + random.nextInt(4));
        case 12 -> outside.renameInto("o" + random.nextInt(4), inside, one);
        case 13 -> inside.create(one + "/f" + stepsLeft, new byte[1]);
        case 14 -> {
          inside.rename(one, "aside");
          inside.rename("aside", one);
        }
        default -> inside.append(one + "/f", new byte[1]);
      }
    }

    private String name() {
      String name = "d" + random.nextInt(names);
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        name += "/d" + random.nextInt(names);
      }
      return name;
    }

    // --- judging ---------------------------------------------------------------------------------

    /** What each name leads to: inode and size, or {@code directory}. */
    private Map<String, String> objects() {
      Map<String, String> all = new TreeMap<>();
      for (String name : inside.walk()) {
        FileStat stat = inside.stat(name);
        all.put(name, stat.inode() + (stat.isDirectory() ? " directory" : " " + stat.size()));
      }
      return all;
    }

    private List<String> untold(
        Map<String, String> before, Map<String, String> after, List<Recorded> told) {
      List<String> untold = new ArrayList<>();
      after.forEach(
          (name, object) -> {
            PathBytes path = inside.path(name);
            if (!object.equals(before.get(name)) && told.stream().noneMatch(t -> t.covers(path))) {
              untold.add(name);
            }
          });
      before.forEach(
          (name, object) -> {
            PathBytes path = inside.path(name);
            if (!after.containsKey(name) && told.stream().noneMatch(t -> t.coversRemoval(path))) {
              untold.add(name + " (removed)");
            }
          });
      return untold;
    }

    private Set<Long> watched() throws IOException {
      Set<Long> inodes = new TreeSet<>();
      Path info = Path.of("/proc/self/fdinfo/" + source.descriptor());
      for (String line : Files.readAllLines(info)) {
        int at = line.indexOf(" ino:") + " ino:".length();
        if (line.startsWith("inotify ")) {
          inodes.add(Long.parseLong(line.substring(at, line.indexOf(' ', at)), 16));
        }
      }
      return inodes;
    }

    private Set<Long> directoryInodes(Map<String, String> objects) {
      Set<Long> inodes = new TreeSet<>(Set.of(inside.stat("").inode()));
      for (String object : objects.values()) {
        if (object.endsWith(" directory")) {
          inodes.add(Long.parseLong(object.substring(0, object.indexOf(' '))));
        }
      }
      return inodes;
    }

    private void assertEachIsToldUnderItsPath(Map<String, String> objects) {
      List<String> proofs = new ArrayList<>(List.of("proof"));
      objects.forEach(
          (name, object) -> {
            if (object.endsWith(" directory")) {
              proofs.add(name + "/proof");
            }
          });
      proofs.forEach(proof -> inside.create(proof, new byte[1]));
      Recorded recorded = harness.drain();
      assertThat(proofs)
          .as(seed + ": new files, each told under its path")
          .allMatch(proof -> recorded.names(inside.path(proof), ChangeBits.CREATED));
      proofs.forEach(inside::unlink);
      Recorded unused = harness.drain();
    }

    @Override
    public void close() {
      harness.close();
    }
  }
}
