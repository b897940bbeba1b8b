package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadTest {
  private static final int OPERATIONS = 3_000;

  @ParameterizedTest
  @EnumSource(Workload.Links.class)
  void theSameSeedMakesTheSameTree(Workload.Links links) {
    long seed = Workload.newSeed();
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS)) {
      List<String> first = log(filesystem, "first", seed, links);
      List<String> second = log(filesystem, "second", seed, links);

      assertThat(second).as("seed %d", seed).isEqualTo(first).hasSizeGreaterThan(OPERATIONS / 2);
      List<String> differences =
          TreeDifference.between(sub(filesystem, "first"), sub(filesystem, "second"));
      assertThat(differences)
          .as("seed %d", seed)
          .allMatch(line -> line.contains(": mtime "), "only times of day differ");
    }
  }

  private static List<String> log(
      ScratchFilesystem filesystem, String name, long seed, Workload.Links links) {
    filesystem.tree().mkdir(name);
    Workload.Options options = Workload.Options.everything().withLinks(links).withMaxNames(300);
    try (Workload workload = new Workload(sub(filesystem, name), seed, options)) {
      for (int round = 0; round < 3; round++) {
        workload.run(OPERATIONS / 3);
        workload.barrier();
      }
      return workload.log("");
    }
  }

  private static ByteTree sub(ScratchFilesystem filesystem, String name) {
    return new ByteTree(filesystem.tree().path(name));
  }

  @Test
  void aSingleKindOfWorkCanBeAskedFor() {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS)) {
      Workload.Options options =
          new Workload.Options(
              Map.of(WorkloadOperation.CREATE, 1), Workload.Links.NONE, 50, false, false);
      try (Workload workload = new Workload(filesystem.tree(), 1, options)) {
        workload.run(20);
      }
      assertThat(filesystem.tree().walk()).hasSize(20).noneMatch(name -> name.contains("\n"));
    }
  }

  @Test
  void backgroundWorkGoesOnUntilItIsStopped() {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
        Workload workload =
            new Workload(filesystem.tree(), Workload.newSeed(), Workload.Options.everything())) {
      workload.during(
          100_000, () -> Eventually.await("some work is done", () -> workload.hasDone(200)));
      long done = workload.operations();
      assertThat(done).isGreaterThanOrEqualTo(200);
    }
  }
}
