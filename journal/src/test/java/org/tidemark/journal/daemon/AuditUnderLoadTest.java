package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;
import org.tidemark.journal.testing.Workload;

/** Random but seeded work: an honest journal has no misses, while the work goes on or at rest. */
class AuditUnderLoadTest {
  private static final int ROUNDS = Boolean.getBoolean("tidemark.long") ? 50 : 3;
  private static final int OPERATIONS = 3000;

  @TempDir private Path folder;

  /** One source on one filesystem. */
  record Pair(String source, Kind kind) {}

  static Stream<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Kind kind : List.of(Kind.EXT4, Kind.XFS, Kind.BTRFS, Kind.TMPFS)) {
      pairs.add(new Pair("fanotify", kind));
      pairs.add(new Pair("inotify", kind));
    }
    return pairs.stream();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void findsNothing(Pair pair) throws Exception {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(pair.kind())) {
      ByteTree tree = filesystem.tree();
      tree.mkdir("work");
      ByteTree work = new ByteTree(tree.path("work"));
      Workload.Options options = Workload.Options.everything();
      if (pair.source().equals("inotify")) {
        options = options.withLinks(Workload.Links.QUIET);
      }
      try (RunningDaemon daemon =
              new RunningDaemon(folder)
                  .configured(
                      "[journal]",
                      "source = " + pair.source(),
                      "[filesystem data]",
                      "path = " + tree.top().latin1());
          Workload workload = new Workload(work, Workload.newSeed(), options)) {
        for (int round = 0; round < ROUNDS; round++) {
          round(daemon.tidemark(), tree, workload);
        }
      }
    }
  }

  private static void round(Tidemark tidemark, ByteTree tree, Workload workload) {
    tidemark.next("c");
    try (Workload.Background background = workload.inBackground(OPERATIONS)) {
      honest(tidemark, tree, workload);
    }
    honest(tidemark, tree, workload);
    workload.barrier();
  }

  private static void honest(Tidemark tidemark, ByteTree tree, Workload workload) {
    Answer answer = tidemark.run("audit", tree.top().latin1(), "--consumer", "c");
    assertThat(answer.exit()).as("%s: %s", workload, answer).isZero();
  }
}
