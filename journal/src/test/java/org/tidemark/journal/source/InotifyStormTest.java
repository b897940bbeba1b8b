package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.SourceHarness;

/**
 * Two threads make, rename, exchange and remove directories while the tree is armed and while
 * events are decoded. At rest every directory there is must be watched, under its right path.
 */
class InotifyStormTest {
  @TempDir Path folder;

  private final LongAdder refused = new LongAdder();
  private ByteTree inside;
  private ByteTree outside;
  private InotifySource source;
  private SourceHarness harness;

  @BeforeEach
  void makeTree() throws Exception {
    ByteTree all = new ByteTree(PathBytes.ofUtf8(folder.toRealPath().toString()));
    all.mkdir("root");
    all.mkdir("outside");
    inside = new ByteTree(all.path("root"));
    outside = new ByteTree(all.path("outside"));
    Root root = new Root(inside.top(), inside.top(), false, Exclusions.NONE);
    source = InotifySource.open(new NativeKernel(), root, root.path(), 2);
  }

  @AfterEach
  void close() {
    if (harness != null) {
      harness.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void afterAStormEveryDirectoryIsWatchedUnderItsPath(long seed) {
    harness = new SourceHarness(seed % 2 == 0 ? 256 * 1024 : 4096, seed % 3 == 0);
    build(new Random(seed), "", 3);
    harness.attach(source);
    source.start(harness.sink());

    List<CompletableFuture<Void>> storms = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Random random = new Random(seed * 31 + i);
      storms.add(CompletableFuture.runAsync(() -> storm(random, 1500)));
    }
    while (!storms.stream().allMatch(CompletableFuture::isDone)) {
      Recorded unused = harness.drain();
    }
    storms.forEach(CompletableFuture::join);
    Recorded settled = harness.settle();

    assertThat(refused.sum()).as("steps that did something").isLessThan(2 * 1500);
    assertThat(settled.gapsStillOpen()).as("seed %d", seed).isEmpty();
    assertEveryDirectoryIsWatched(seed);
  }

  private void build(Random random, String directory, int depth) {
    for (int i = 0; i < 8; i++) {
      String name = ByteTree.join(directory, "d" + i);
      inside.mkdir(name);
      if (depth > 1) {
        build(random, name, depth - 1);
      }
    }
  }

  private void storm(Random random, int steps) {
    for (int i = 0; i < steps; i++) {
      try {
        oneStep(random, i);
      } catch (UncheckedIOException e) {
        // The other thread was faster: the name is gone, or taken, or not empty.
        refused.increment();
      }
    }
  }

  private void oneStep(Random random, int step) {
    String one = randomName(random, 1 + random.nextInt(4));
    String other = randomName(random, 1 + random.nextInt(4));
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> inside.mkdir(one);
      case 3 -> inside.mkdirs(one + "/new" + step + "/deep/er");
      case 4, 5, 6 -> inside.rename(one, other);
      case 7 -> inside.exchange(one, other);
      case 8 -> inside.removeTree(one);
      case 9 -> inside.renameInto(one, outside, "o" + random.nextInt(8));
      case 10 -> outside.renameInto("o" + random.nextInt(8), inside, one);
      default -> inside.write(one + "/file", "x");
    }
  }

  private static String randomName(Random random, int depth) {
    String name = "d" + random.nextInt(10);
    for (int i = 1; i < depth; i++) {
      name += "/d" + random.nextInt(10);
    }
    return name;
  }

  private void assertEveryDirectoryIsWatched(long seed) {
    List<String> directories = new ArrayList<>(List.of(""));
    for (String name : inside.walk()) {
      if (inside.stat(name).isDirectory()) {
        directories.add(name);
      }
    }
    directories.forEach(directory -> inside.create(ByteTree.join(directory, "proof"), new byte[1]));
    Recorded recorded = harness.drain();
    assertThat(directories)
        .as("seed %d: directories in which a new file is not seen under its path", seed)
        .allMatch(
            directory ->
                recorded.names(inside.path(ByteTree.join(directory, "proof")), ChangeBits.CREATED));
    // What was moved out of the root last is forgotten only when its other half is overdue.
    Eventually.await(
        "seed " + seed + ": a node for each of " + directories.size() + " directories, no more",
        () -> {
          Recorded unused = harness.drain();
          return source.directories() == directories.size();
        });
  }
}
