package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/** A file that lies elsewhere is mounted on one below a nested root. */
class MountedFileTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  @BeforeEach
  void mount() {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4);
    tree = filesystem.tree();
    tree.mkdirs("data/D");
    tree.mkdir("outside");
    tree.write("outside/file", "1");
    tree.write("data/D/file", "2");
    daemon = new RunningDaemon(folder);
    tidemark = daemon.tidemark();
  }

  @AfterEach
  void stop() {
    daemon.close();
    Programs.run("umount", path("data/D/file"));
    filesystem.close();
  }

  private String path(String name) {
    return tree.path(name).toString();
  }

  private void mountFile() {
    Programs.run("mount", "--bind", path("outside/file"), path("data/D/file")).orFail();
  }

  private void start(String source) throws Exception {
    daemon.configured(
        "[journal]",
        "source = " + source,
        "[filesystem data]",
        "path = " + path("data"),
        "nested = yes");
    List<String> unused = tidemark.next("c");
  }

  private void assertWritesElsewhereAreListed() {
    List<String> unused = tidemark.next("c");
    tree.append("outside/file", "more".getBytes(StandardCharsets.US_ASCII));
    assertThat(tidemark.next("c"))
        .anyMatch(entry -> entry.startsWith("O " + path("data/D/file") + " "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fanotify", "inotify", "auto"})
  void aFileThatWasMountedBeforeIsInEachList(String source) throws Exception {
    mountFile();
    start(source);
    assertWritesElsewhereAreListed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fanotify", "inotify"})
  void aFileThatIsMountedLaterIsInEachList(String source) throws Exception {
    start(source);
    mountFile();
    assertWritesElsewhereAreListed();
  }
}
