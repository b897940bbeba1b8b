package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.Eventually;

/** A restore that is killed takes its rsync with it, which would work beside the next one. */
class KilledRestoreTest {
  /** Of all that is copied, this takes rsync some minutes at its slowest. */
  private static final String SOURCE = "head -c 200000 /dev/urandom >src/large; echo 1 >src/small";

  private static final String SLOW_RSYNC =
      """
      mkdir slow; cat >slow/rsync <<'END'
      #!/bin/sh
      PATH=${PATH#*:}
      exec rsync --bwlimit=1 "$@"
      END
      chmod 700 slow/rsync
      """;

  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makePoints() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell(SLOW_RSYNC);
    tree.shell(SOURCE);
    tree.full();
    tree.shell("cp -a src kept1; echo 2 >src/small");
    tree.incremental(tree.object("small"));
  }

  private List<String> restore(String... more) {
    String target = tree.folder.latin1() + "/out";
    List<String> all = new ArrayList<>(List.of("rsync", "restore", "--dest", tree.mirror.latin1()));
    all.addAll(List.of("--at", "1", "--to", target));
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void whatNobodyVouchesForIsComparedAgainAfterARestoreOverItThatWasKilled() throws Exception {
    tree.shell("mkdir out; tr a b <kept1/large >out/large; touch -r kept1/large out/large");
    String path = temporary.resolve("slow") + ":" + System.getenv("PATH");
    ForkedTidemark killed =
        ForkedTidemark.start(temporary, tree.state, path, restore("--overwrite"));
    Eventually.await(killed::said, Eventually.PATIENCE, this::isCopying);
    killed.kill();
    List<String> arguments = restore("--overwrite");
    LiveDaemon.Result again = LiveDaemon.tidemark(tree.state, arguments.toArray(new String[0]));
    assertThat(again.code()).as(again.toString()).isZero();
    assertThat(tree.shell("cmp kept1/large out/large && echo same")).isEqualTo("same\n");
  }

  @Test
  void noRsyncRemainsOfARestoreThatWasKilledAndTheNextOneMakesThePoint() throws Exception {
    String path = temporary.resolve("slow") + ":" + System.getenv("PATH");
    ForkedTidemark killed = ForkedTidemark.start(temporary, tree.state, path, restore());
    Eventually.await(killed::said, Eventually.PATIENCE, this::isCopying);
    List<ProcessHandle> programs = killed.programs();
    try {
      assertThat(programs).as("rsync on both sides").hasSizeGreaterThan(1);
      killed.kill();
      Eventually.await(
          "the end of " + programs, () -> programs.stream().noneMatch(KilledRestoreTest::runs));
    } finally {
      programs.forEach(ProcessHandle::destroyForcibly);
    }
    LiveDaemon.Result again = LiveDaemon.tidemark(tree.state, restore().toArray(new String[0]));
    assertThat(again.code()).as(again.toString()).isZero();
    assertThat(tree.shell(Mirrored.COMPARE + " kept1/ out/")).isEmpty();
  }

  /** rsync writes a file under a name of its own first. */
  private boolean isCopying() {
    try {
      return tree.shell("find . -path './out/.large.*'").contains("large");
    } catch (TidemarkException e) {
      throw new AssertionError(e);
    }
  }

  /** One that ended and that nobody waits for has a pid, but no program any more. */
  private static boolean runs(ProcessHandle program) {
    return Files.exists(Path.of("/proc/" + program.pid(), "exe"));
  }
}
