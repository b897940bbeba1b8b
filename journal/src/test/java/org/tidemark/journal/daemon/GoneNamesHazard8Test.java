package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.OpenFile;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/**
 * Hazard 8: a file that is open goes on being written by the name through which it was opened. Its
 * other name is listed, whatever became of that one. The window before lists all that events told.
 */
class GoneNamesHazard8Test {
  private static final byte[] MORE = "more".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  private void mount(Kind kind) {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    tree.mkdirs("data/D");
    daemon = new RunningDaemon(folder);
    tidemark = daemon.tidemark();
  }

  private void start(String... more) throws Exception {
    String[] lines = new String[more.length + 2];
    lines[0] = "[filesystem data]";
    lines[1] = "path = " + tree.path("data");
    System.arraycopy(more, 0, lines, 2, more.length);
    daemon.configured(lines);
    List<String> unused = tidemark.next("c");
  }

  @AfterEach
  void stop() {
    daemon.close();
    filesystem.close();
  }

  private void assertAWriteLists(OpenFile file, String name) {
    List<String> unused = tidemark.next("c");
    file.append(MORE);
    assertThat(tidemark.next("c"))
        .anyMatch(entry -> entry.startsWith("O " + tree.path(name) + " "));
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
  void aNameThatWasGivenToAnotherFileBeforeTheJournalBegan(Kind kind) throws Exception {
    mount(kind);
    tree.write("data/log", "1");
    try (OpenFile file = tree.open("data/log")) {
      tree.link("data/log", "data/D/kept");
      tree.write("data/new", "2");
      tree.rename("data/new", "data/log");
      start();
      assertAWriteLists(file, "data/D/kept");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
  void aNameThatWasExcluded(Kind kind) throws Exception {
    mount(kind);
    start("exclude = *.tmp");
    tree.write("data/x.tmp", "1");
    try (OpenFile file = tree.open("data/x.tmp")) {
      tree.link("data/x.tmp", "data/D/x");
      tree.unlink("data/x.tmp");
      assertAWriteLists(file, "data/D/x");
    }
  }

  /** The kernel leads to the file by the name that it has in memory, which is gone. */
  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
  void aNameThatWasExcludedWhileTheOtherIsNotInMemory(Kind kind) throws Exception {
    mount(kind);
    tree.write("data/x.tmp", "1");
    tree.link("data/x.tmp", "data/D/x");
    start("exclude = *.tmp");
    Eventually.await("the index is complete", this::isIndexed);
    Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "2");
    try (OpenFile file = tree.open("data/x.tmp")) {
      tree.unlink("data/x.tmp");
      file.append(MORE);
    }

    assertThat(tidemark.next("c"))
        .anyMatch(entry -> entry.startsWith("O " + tree.path("data/D/x") + " "));
  }

  private boolean isIndexed() {
    String reading = tidemark.status().getAsJsonObject("links").get("reading").getAsString();
    return reading.equals("complete");
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
  void aNameInADirectoryThatIsExcluded(Kind kind) throws Exception {
    mount(kind);
    tree.mkdir("data/tmp");
    start("exclude = " + tree.path("data/tmp"));
    tree.write("data/tmp/x", "1");
    try (OpenFile file = tree.open("data/tmp/x")) {
      tree.link("data/tmp/x", "data/D/x");
      tree.unlink("data/tmp/x");
      assertAWriteLists(file, "data/D/x");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
  void aNameOutsideOfTheTree(Kind kind) throws Exception {
    mount(kind);
    tree.mkdir("outside");
    tree.write("outside/x", "1");
    start();
    try (OpenFile file = tree.open("outside/x")) {
      tree.link("outside/x", "data/D/x");
      tree.unlink("outside/x");
      assertAWriteLists(file, "data/D/x");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
  void aFileThatWasMadeWithoutANameOutsideOfTheTree(Kind kind) throws Exception {
    mount(kind);
    tree.mkdir("outside");
    start();
    try (OpenFile file = tree.openUnnamed("outside")) {
      tree.linkInto(file, "data/D/x");
      assertAWriteLists(file, "data/D/x");
    }
  }

  /** The kernel knows the file by the name that is gone only: it has to be looked for. */
  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
  void aNameThatHidesTheOtherOne(Kind kind) throws Exception {
    mount(kind);
    tree.mkdir("outside");
    tree.write("outside/x", "1");
    tree.link("outside/x", "data/D/x");
    if (kind != Kind.TMPFS) {
      filesystem.unmount();
      filesystem.mount();
    }
    start();
    try (OpenFile file = tree.open("outside/x")) {
      tree.unlink("outside/x");
      assertAWriteLists(file, "data/D/x");
    }
  }
}
