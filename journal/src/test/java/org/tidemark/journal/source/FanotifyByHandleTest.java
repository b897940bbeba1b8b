package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.OpenFile;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.SourceHarness;

/** Hazard 8: events whose directory and name are not the file's. */
class FanotifyByHandleTest {
  private static final int O_WRONLY = 1;
  private static final String LONG_NAME = "n".repeat(250);

  private final Kernel kernel = new NativeKernel();
  private final SourceHarness harness = new SourceHarness();
  private ScratchFilesystem filesystem;

  @TempDir private Path folder;

  @AfterEach
  void unmount() {
    harness.close();
    if (filesystem != null) {
      filesystem.close();
    }
  }

  private ByteTree tree(ScratchFilesystem.Kind kind) {
    filesystem = ScratchFilesystem.create(kind);
    return filesystem.tree();
  }

  private void follow(ByteTree tree, NfsExports exports) {
    Root root = new Root(tree.top(), tree.top(), false, Exclusions.NONE);
    harness.start(FanotifyTestSources.open(FanotifyFlags.ALL, exports, root));
  }

  private void follow(ByteTree tree) {
    follow(tree, new NfsExports(List.of()));
  }

  /** A file's handle, after which no name of it is in the kernel's cache. */
  private byte[] handleOfColdFile(ByteTree tree, String name) {
    byte[] handle = new byte[136];
    int result =
        kernel.nameToHandle(Kernel.AT_FDCWD, tree.path(name).bytes(), handle, new int[1], 0);
    assertThat(result).as("name_to_handle_at").isZero();
    filesystem.unmount();
    filesystem.mount();
    return handle;
  }

  /** Opens a file as a kernel NFS server does, without a name. */
  private int openByHandle(ByteTree tree, byte[] handle) throws IOException {
    byte[] top = tree.top().bytes();
    int mount = Errno.check("open", top, kernel.openat(Kernel.AT_FDCWD, top, Flags.O_DIRECTORY));
    int file = kernel.openByHandle(mount, handle, 0, handle.length, O_WRONLY);
    kernel.close(mount);
    return Errno.check("open_by_handle_at", file);
  }

  private static Path reopened(int file) {
    return Path.of("/proc/self/fd/" + file);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "BTRFS_SUBVOLUME"})
  void aWriteByHandleWithAColdCacheIsAGapHazard8(ScratchFilesystem.Kind kind) throws IOException {
    ByteTree tree = tree(kind);
    tree.mkdirs("d/e");
    tree.write("d/e/f", "x");
    byte[] handle = handleOfColdFile(tree, "d/e/f");
    follow(tree);

    int file = openByHandle(tree, handle);
    Files.write(reopened(file), new byte[] {1}, StandardOpenOption.APPEND);
    Recorded recorded = harness.drain();
    kernel.close(file);

    assertThat(recorded.gapsOpened()).containsEntry(tree.top(), Set.of(Reason.CHANGED_BY_HANDLE));
    assertThat(recorded.gapsStillOpen()).isEmpty();
  }

  @Test
  void manyWritesByHandleInOneBatchAreOneGapHazard8() throws IOException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.write("f", "x");
    byte[] handle = handleOfColdFile(tree, "f");
    follow(tree);
    int file = openByHandle(tree, handle);
    for (int round = 0; round < 3; round++) {
      Files.write(reopened(file), new byte[] {1}, StandardOpenOption.APPEND);
    }
    kernel.close(file);
    assertThat(harness.drain().gapsOpened()).hasSize(1);
  }

  @Test
  void aChmodByHandleIsDroppedWhereNothingIsExportedHazard8() throws IOException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    Recorded recorded = chmodByHandle(tree, new NfsExports(List.of()));
    assertThat(recorded.gapsOpened()).isEmpty();
    assertThat(recorded.changes()).isEmpty();
  }

  @Test
  void aChmodByHandleIsAGapWhereAServerExportsFilesHazard8() throws IOException {
    Path table = Files.writeString(folder.resolve("etab"), "/data *(rw)\n");
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    Recorded recorded = chmodByHandle(tree, new NfsExports(List.of(table)));
    assertThat(recorded.gapsOpened()).containsEntry(tree.top(), Set.of(Reason.CHANGED_BY_HANDLE));
  }

  private Recorded chmodByHandle(ByteTree tree, NfsExports exports) throws IOException {
    tree.write("f", "x");
    byte[] handle = handleOfColdFile(tree, "f");
    follow(tree, exports);
    int file = openByHandle(tree, handle);
    Files.setPosixFilePermissions(reopened(file), PosixFilePermissions.fromString("rw-------"));
    Recorded recorded = harness.drain();
    kernel.close(file);
    return recorded;
  }

  @Test
  void aWriteByHandleToAFileWhoseNameIsKnownIsNamedHazard8() throws IOException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("d");
    tree.write("d/f", "x");
    byte[] handle = handleOfColdFile(tree, "d/f");
    follow(tree);
    int file = openByHandle(tree, handle);
    assertThat(tree.exists("d/f")).isTrue();

    Files.write(reopened(file), new byte[] {1}, StandardOpenOption.APPEND);
    Recorded recorded = harness.drain();
    kernel.close(file);

    assertThat(recorded.covers(tree.path("d/f"))).isTrue();
  }

  @Test
  void linksMadeAndRemovedAreNoGapHazard8() {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.write("f", "x");
    follow(tree);
    tree.link("f", "g");
    tree.unlink("g");
    tree.unlink("f");
    Recorded recorded = harness.drain();
    assertThat(recorded.gapsOpened()).isEmpty();
    assertThat(recorded.names(tree.path("f"), ChangeBits.REMOVED)).isTrue();
    assertThat(recorded.names(tree.path("g"), ChangeBits.REMOVED)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "BTRFS_SUBVOLUME", "TMPFS"})
  void aDirectoryDeeperThanAPathMayBeIsASubtreeOfItsNearestNameableAncestorHazard8(
      ScratchFilesystem.Kind kind) {
    ByteTree tree = tree(kind);
    String upper = "a/" + "u/".repeat(4) + LONG_NAME + ("/" + LONG_NAME).repeat(8);
    String lower = "b" + ("/" + LONG_NAME).repeat(10);
    tree.mkdirs(upper);
    tree.mkdirs(lower);
    tree.write(lower + "/f", "x");
    try (OpenFile file = tree.open(lower + "/f")) {
      tree.rename("b", upper + "/b");
      follow(tree);
      file.append(new byte[] {1});
      Recorded recorded = harness.drain();

      assertThat(recorded.subtrees().values()).containsExactly(Set.of(Reason.PATH_TOO_LONG));
      assertThat(recorded.inSubtree(tree.path(upper + "/b" + ("/" + LONG_NAME).repeat(9))))
          .isTrue();
      assertThat(recorded.inSubtree(tree.path("a"))).isFalse();
    }
  }

  @Test
  void whatLiesOutsideABindMountOfAPartIsDroppedHazard8() {
    ByteTree whole = tree(ScratchFilesystem.Kind.TMPFS);
    whole.mkdir("inside");
    whole.mkdir("outside");
    ByteTree inside = filesystem.beside("inside");
    ByteTree outside = filesystem.beside("outside");
    filesystem.bind(whole.path("inside"), inside.top());
    filesystem.bind(whole.path("outside"), outside.top());
    filesystem.unmount();
    follow(inside);

    outside.write("f", "x");
    inside.write("g", "x");
    Recorded recorded = harness.drain();

    assertThat(recorded.changes()).containsOnlyKeys(inside.path("g"));
    assertThat(recorded.gapsOpened()).isEmpty();
  }

  @Test
  void aNameThatEndsInDeletedIsAName() {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("d (deleted)");
    follow(tree);
    tree.write("d (deleted)/f (deleted)", "x");
    assertThat(harness.drain().names(tree.path("d (deleted)/f (deleted)"))).isTrue();
  }
}
