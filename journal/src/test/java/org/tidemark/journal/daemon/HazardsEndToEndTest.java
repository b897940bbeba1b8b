package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.OpenFile;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.SharedMapping;

/** Sequences known to lose data, from the write to the window's list. */
class HazardsEndToEndTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  private void mount(ScratchFilesystem.Kind kind) {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    daemon = new RunningDaemon(folder);
    tidemark = daemon.tidemark();
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
    if (filesystem != null) {
      filesystem.close();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private String changed(String name) {
    return "O " + tree.path(name) + " changed";
  }

  private void assertWholeTreeIsListedOnce(PathBytes root) {
    assertThat(tidemark.next("c")).anyMatch(entry -> entry.startsWith("S " + root + " "));
    assertThat(tidemark.next("c")).noneMatch(entry -> entry.startsWith("S "));
  }

  @Test
  void anAncestorThatIsReplacedMakesTheRootSuspectHazard5() throws Exception {
    mount(ScratchFilesystem.Kind.TMPFS);
    tree.mkdirs("p/q/root");
    tree.mkdirs("p.new/q/root");
    tree.write("p.new/q/root/green", "1");
    daemon.watch(tree.path("p/q/root"));
    tidemark.next("c");

    tree.rename("p", "x");
    tree.rename("p.new", "p");

    assertWholeTreeIsListedOnce(tree.path("p/q/root"));
    tree.write("p/q/root/later", "1");
    assertThat(tidemark.next("c")).contains(changed("p/q/root/later"));
  }

  @Test
  void anAncestorThatWasElsewhereForAWhileMakesTheRootSuspectHazard5() throws Exception {
    mount(ScratchFilesystem.Kind.TMPFS);
    tree.mkdirs("p/q/root");
    tree.write("p/q/root/file", "1");
    daemon.watch(tree.path("p/q/root"));
    tidemark.next("c");

    tree.rename("p", "x");
    tree.write("x/q/root/file", "2");
    tree.rename("x", "p");

    assertWholeTreeIsListedOnce(tree.path("p/q/root"));
  }

  @Test
  void aSymbolicLinkThatIsPointedElsewhereMovesTheRootHazard5() throws Exception {
    mount(ScratchFilesystem.Kind.TMPFS);
    tree.mkdir("blue");
    tree.mkdir("green");
    tree.write("green/file", "1");
    tree.symlink("blue", "current");
    daemon.watch(tree.path("current"));
    tidemark.next("c");

    tree.symlink("green", "next");
    tree.rename("next", "current");

    assertThat(tidemark.next("c")).containsExactly("S " + tree.path("green") + " root-replaced");
    tree.write("green/later", "1");
    assertThat(tidemark.next("c")).contains(changed("green/later"));

    tree.write("blue/unseen", "1");
    tree.symlink("blue", "next");
    tree.rename("next", "current");
    assertThat(tidemark.next("c")).containsExactly("S " + tree.path("blue") + " root-replaced");

    daemon.stop();
    daemon.watch(tree.path("current"));
    assertThat(tidemark.next("c")).containsExactly("S " + tree.path("blue") + " new-root");
  }

  @Test
  void unmountingWorksWhileTheDaemonRunsAndMountingAgainIsAGapHazard7() throws Exception {
    mount(ScratchFilesystem.Kind.EXT4);
    daemon.watch(tree.top());
    tree.write("file", "1");
    tidemark.next("c");

    filesystem.unmount();
    filesystem.mount();
    tree.write("file", "2");

    assertWholeTreeIsListedOnce(tree.top());
    tree.write("file", "3");
    assertThat(tidemark.next("c")).contains(changed("file"));
  }

  @Test
  void aNestedFilesystemMountedAgainIsAGapAtItsPlaceOnlyHazard7() throws Exception {
    mount(ScratchFilesystem.Kind.TMPFS);
    tree.mkdir("vol");
    try (ScratchFilesystem volume = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4)) {
      volume.mountAlsoAt(tree.path("vol"));
      volume.unmount();
      daemon.configured("[filesystem data]", "path = " + tree.top(), "nested = yes");
      tree.write("vol/file", "1");
      tidemark.next("c");

      volume.unbind(tree.path("vol"));
      volume.mountAlsoAt(tree.path("vol"));
      tree.write("vol/file", "2");

      assertThat(tidemark.next("c"))
          .anyMatch(entry -> entry.startsWith("S " + tree.path("vol") + " "))
          .noneMatch(entry -> entry.startsWith("S " + tree.top() + " "));
      tree.write("vol/file", "3");
      assertThat(tidemark.next("c")).contains(changed("vol/file"));
      volume.unbind(tree.path("vol"));
    }
  }

  @Test
  void aNestedFilesystemThatIsGoneIsAGapAndNoRemovalHazard20() throws Exception {
    mount(ScratchFilesystem.Kind.TMPFS);
    tree.mkdir("vol");
    try (ScratchFilesystem volume = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4)) {
      volume.mountAlsoAt(tree.path("vol"));
      volume.unmount();
      daemon.configured("[filesystem data]", "path = " + tree.top(), "nested = yes");
      tidemark.next("c");
      tree.write("vol/file", "1");
      volume.unbind(tree.path("vol"));

      assertThat(tidemark.next("c"))
          .anyMatch(entry -> entry.startsWith("S " + tree.path("vol") + " "))
          .noneMatch(entry -> entry.startsWith("R "));
    }
  }

  @Test
  void aChangeIsListedUnderEachPlaceOfABindMountHazard20() throws Exception {
    mount(ScratchFilesystem.Kind.TMPFS);
    tree.mkdir("a");
    tree.mkdir("b");
    filesystem.bind(tree.path("a"), tree.path("b"));
    daemon.configured("[filesystem data]", "path = " + tree.top(), "nested = yes");
    tidemark.next("c");

    tree.write("a/file", "1");

    assertThat(tidemark.next("c")).contains(changed("a/file"), changed("b/file"));
    filesystem.unbind(tree.path("b"));
  }

  @Test
  void aWriteThroughARemovedNameListsTheOtherLinkHazard8() throws Exception {
    mount(ScratchFilesystem.Kind.EXT4);
    daemon.watch(tree.top());
    tree.write("h1", "old");
    tree.link("h1", "h2");
    tidemark.next("c");

    try (OpenFile file = tree.open("h1")) {
      tree.unlink("h1");
      file.append(bytes("new"));
    }

    assertThat(tidemark.next("c"))
        .anyMatch(entry -> entry.startsWith("O " + tree.path("h2") + " "))
        .contains("R " + tree.path("h1") + " removed");
  }

  @Test
  void aSnapshotBelowTheRootArrivesFullHazard21() throws Exception {
    mount(ScratchFilesystem.Kind.BTRFS);
    Programs.run("btrfs", "subvolume", "create", tree.path("vol").toString()).orFail();
    tree.write("vol/file", "1");
    daemon.configured("[filesystem data]", "path = " + tree.top(), "nested = yes");
    tidemark.next("c");

    Programs.run(
            "btrfs",
            "subvolume",
            "snapshot",
            tree.path("vol").toString(),
            tree.path("snap").toString())
        .orFail();

    assertThat(tidemark.next("c"))
        .anyMatch(entry -> entry.startsWith("S " + tree.path("snap") + " "));
    tree.write("snap/file", "2");
    assertThat(tidemark.next("c")).contains(changed("snap/file"));
  }

  @Test
  void aMappingByANameThatIsGoneListsTheNameThatTheFileStillHasHazard23() throws Exception {
    mount(ScratchFilesystem.Kind.EXT4);
    tree.write("kept", "0123456789");
    tree.link("kept", "gone");
    daemon.watch(tree.top());
    try (OpenFile file = tree.open("gone");
        SharedMapping mapping = file.map(10)) {
      tree.unlink("gone");
      tidemark.next("c");
      tidemark.next("c");
      mapping.write(0, bytes("x"));
      String entry = "O " + tree.path("kept") + " ";
      assertThat(tidemark.next("c")).anyMatch(line -> line.startsWith(entry));
    }
  }

  @Test
  void aFileWrittenThroughAMappingIsListedInEveryWindowHazard23() throws Exception {
    mount(ScratchFilesystem.Kind.EXT4);
    daemon.watch(tree.top());
    tree.write("mapped", "0123456789");
    String entry = "O " + tree.path("mapped") + " ";

    try (OpenFile file = tree.open("mapped");
        SharedMapping mapping = file.map(10)) {
      tidemark.next("c");
      mapping.write(0, bytes("x"));
      assertThat(tidemark.next("c")).anyMatch(line -> line.startsWith(entry));
      mapping.write(1, bytes("y"));
      assertThat(tidemark.next("c")).anyMatch(line -> line.startsWith(entry));
    }
    tidemark.next("c");
    assertThat(tidemark.next("c")).noneMatch(line -> line.startsWith(entry));
  }

  @Test
  void theImageOfALoopDeviceIsListedInEveryWindowHazard23() throws Exception {
    mount(ScratchFilesystem.Kind.EXT4);
    daemon.watch(tree.top());
    tree.write("image", new byte[1 << 20]);
    Programs.Result loop = Programs.run("losetup", "-f", "--show", tree.path("image").toString());
    assumeTrue(loop.exitCode() == 0, "no loop device can be had");
    String device = loop.output().strip();
    try {
      tidemark.next("c");
      Files.write(Path.of(device), bytes("changed behind the image"));

      assertThat(tidemark.next("c"))
          .anyMatch(line -> line.startsWith("O " + tree.path("image") + " "));
    } finally {
      Programs.run("losetup", "-d", device).orFail();
    }
  }
}
