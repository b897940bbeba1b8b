package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.SourceHarness;

/** One filesystem at several places, and parts of it that are filesystems of their own. */
class FanotifyMountsTest {
  private final SourceHarness harness = new SourceHarness();
  private ScratchFilesystem filesystem;

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

  private FanotifySource follow(PathBytes path, boolean nested) {
    Root root = new Root(path, path, nested, Exclusions.NONE);
    FanotifySource source = FanotifyTestSources.open(FanotifyFlags.ALL, root);
    harness.start(source);
    return source;
  }

  private static String text(PathBytes path) {
    return new String(path.bytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "BTRFS_SUBVOLUME", "TMPFS"})
  void aChangeIsToldAtEveryPlaceWhereItAppearsBelowANestedRootHazard20(
      ScratchFilesystem.Kind kind) {
    ByteTree tree = tree(kind);
    tree.mkdirs("a/sub");
    tree.mkdir("b");
    filesystem.bind(tree.path("a"), tree.path("b"));
    follow(tree.top(), true);

    tree.write("b/sub/f", "x");
    Recorded recorded = harness.drain();

    assertThat(recorded.changes().keySet())
        .containsExactlyInAnyOrder(tree.path("a/sub/f"), tree.path("b/sub/f"));
  }

  @Test
  void aBindMountIsABoundaryOfARootThatIsNotNestedHazard20() {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("a");
    tree.mkdir("b");
    filesystem.bind(tree.path("a"), tree.path("b"));
    follow(tree.top(), false);

    tree.write("b/f", "x");

    assertThat(harness.drain().changes()).containsOnlyKeys(tree.path("a/f"));
  }

  @Test
  void aRootThatIsABindMountOfAPartIsFollowedThroughADetachedMount() {
    ByteTree whole = tree(ScratchFilesystem.Kind.EXT4);
    whole.mkdirs("part/d");
    whole.mkdir("other");
    ByteTree part = filesystem.beside("part");
    filesystem.bind(whole.path("part"), part.top());
    filesystem.unmount();
    FanotifySource source = follow(part.top(), false);

    part.write("d/f", "x");

    assertThat(harness.drain().changes()).containsOnlyKeys(part.path("d/f"));
    assertThat(source.description().details()).contains("detached mount");
  }

  @ParameterizedTest
  @EnumSource(names = {"BTRFS", "BTRFS_SUBVOLUME"})
  void aSnapshotIsASubtreeSinceItArrivesFullHazard21(ScratchFilesystem.Kind kind) {
    ByteTree tree = tree(kind);
    String volume = text(tree.path("volume"));
    Programs.run("btrfs", "subvolume", "create", volume).orFail();
    tree.write("volume/f", "x");
    follow(tree.top(), true);

    Programs.run("btrfs", "subvolume", "snapshot", volume, text(tree.path("snap"))).orFail();
    Recorded recorded = harness.drain();

    int created = ChangeBits.CREATED | ChangeBits.DIRECTORY;
    assertThat(recorded.names(tree.path("snap"), created)).isTrue();
    assertThat(recorded.inSubtree(tree.path("snap/f"))).isTrue();
  }

  @Test
  void aNewDirectoryOnBtrfsIsNoSubtreeHazard21() {
    ByteTree tree = tree(ScratchFilesystem.Kind.BTRFS);
    follow(tree.top(), true);
    tree.mkdir("d");
    Recorded recorded = harness.drain();
    assertThat(recorded.names(tree.path("d"))).isTrue();
    assertThat(recorded.subtrees()).isEmpty();
  }

  @Test
  void aSubvolumeIsABoundaryOfARootThatIsNotNestedHazard21() {
    ByteTree tree = tree(ScratchFilesystem.Kind.BTRFS);
    Programs.run("btrfs", "subvolume", "create", text(tree.path("volume"))).orFail();
    follow(tree.top(), false);
    tree.write("volume/f", "x");
    tree.write("g", "x");
    assertThat(harness.drain().changes()).containsOnlyKeys(tree.path("g"));
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "BTRFS_SUBVOLUME", "TMPFS"})
  void umountWorksWhileEventsAreQueuedAndTheMarkIsFoundMissingHazard7(ScratchFilesystem.Kind kind) {
    ByteTree tree = tree(kind);
    tree.mkdir("d");
    tree.mkdir("e");
    FanotifySource source = follow(tree.top(), false);
    tree.write("d/f", "x");
    assertThat(harness.drain().names(tree.path("d/f"))).isTrue();
    tree.write("d/g", "x");
    tree.write("e/f", "x");

    assertThat(filesystem.tryUnmount()).as("umount works").isTrue();
    assertThat(source.markPresent()).isFalse();
    Recorded recorded = harness.drain();
    assertThat(recorded.names(tree.path("d/g"))).as("a directory known before").isTrue();
    assertThat(recorded.gapsOpened()).containsEntry(tree.top(), Set.of(Reason.MOUNT_CHANGED));
    assertThat(recorded.gapsStillOpen()).isEmpty();
  }

  @Test
  void anErrorOfTheFilesystemIsAGap() throws IOException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    FanotifySource source = follow(tree.top(), false);
    Assumptions.assumeTrue(source.flags().filesystemErrors(), "no FAN_FS_ERROR in this kernel");
    String device = Path.of(filesystem.device().orElseThrow()).getFileName().toString();
    Path trigger = Path.of("/sys/fs/ext4", device, "trigger_fs_error");
    Assumptions.assumeTrue(Files.exists(trigger), "this ext4 cannot be told to fail");

    Files.writeString(trigger, "broken for a test");

    assertThat(harness.drain().gapsOpened())
        .containsEntry(tree.top(), Set.of(Reason.FILESYSTEM_ERROR));
  }
}
