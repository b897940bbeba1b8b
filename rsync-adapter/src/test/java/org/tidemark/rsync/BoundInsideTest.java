package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/** A part of the source's own filesystem is mounted inside the source once more. */
class BoundInsideTest {
  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatItShowsIsMirroredOnlyWhereItsChangesAreListed(boolean nested) throws Exception {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(Kind.EXT4)) {
      ByteTree tree = filesystem.tree();
      tree.mkdirs("src/bound");
      tree.mkdir("aside");
      tree.write("aside/x", "first");
      tree.write("src/a", "first");
      filesystem.bind(tree.path("aside"), tree.path("src/bound"));
      try (LiveDaemon daemon = LiveDaemon.start(temporary.toRealPath(), tree.path("src"), nested)) {
        backUp(daemon, tree);
        tree.write("src/bound/x", "later");
        tree.write("src/a", "later");
        backUp(daemon, tree);
      }
      ByteTree mirror = new ByteTree(tree.path("dst"));
      assertThat(mirror.read("a")).asString().isEqualTo("later");
      assertThat(mirror.exists("bound/x")).isEqualTo(nested);
      if (nested) {
        assertThat(mirror.read("bound/x")).asString().isEqualTo("later");
      }
    }
  }

  private static void backUp(LiveDaemon daemon, ByteTree tree) {
    LiveDaemon.Result result =
        daemon.tidemark(
            "rsync",
            "backup",
            "--consumer",
            "c",
            "--source",
            tree.path("src").latin1(),
            "--dest",
            tree.path("dst").latin1());
    assertThat(result.code()).as(result.toString()).isZero();
  }
}
