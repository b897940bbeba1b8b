package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.ScratchFilesystem;

/** Sources follow what is mounted; whatever may be missed on the way is a gap. */
class FollowedMountsTest extends SourceSetFixture {
  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "BTRFS_SUBVOLUME"})
  void aFilesystemUnmountedAndMountedUnseenIsAGapAndFollowedAgainHazard7(
      ScratchFilesystem.Kind kind) throws TidemarkException {
    ByteTree tree = tree(kind);
    follow(tree.top());
    filesystem.unmount();
    filesystem.mount();
    tree.write("meanwhile", "x");

    set.check();
    Recorded recorded = harness.drain();

    assertThat(recorded.inGap(tree.path("meanwhile"))).isTrue();
    assertThat(recorded.gapsStillOpen()).isEmpty();
    assertFollows(tree, "later");
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "BTRFS_SUBVOLUME"})
  void anUnmountedFilesystemIsAnOpenGapUntilItIsBackHazard20(ScratchFilesystem.Kind kind)
      throws TidemarkException {
    ByteTree tree = tree(kind);
    follow(tree.top());
    filesystem.unmount();

    set.mountsChanged();
    assertThat(harness.drain().gapsStillOpen())
        .containsEntry(tree.top(), Set.of(Reason.NOT_MOUNTED));
    set.check();
    assertThat(harness.drain().gapsStillOpen())
        .containsEntry(tree.top(), Set.of(Reason.NOT_MOUNTED));

    filesystem.mount();
    set.mountsChanged();
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    assertFollows(tree, "f");
  }

  @Test
  void anotherFilesystemAtThePlaceIsTold() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.TMPFS);
    follow(tree.top());
    filesystem.unmount();
    filesystem.mount();

    set.check();

    assertThat(harness.drain().gapsOpened().get(tree.top())).contains(Reason.FILESYSTEM_REPLACED);
    assertFollows(tree, "f");
  }

  @Test
  void aRootMountedOverIsAGapOnTheWayInAndOut() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("root");
    ByteTree root = new ByteTree(tree.path("root"));
    follow(root.top());
    Programs.run("mount", "-t", "tmpfs", "tmpfs", root.top().latin1()).orFail();

    set.mountsChanged();
    assertThat(harness.drain().gapsClosed()).containsEntry(root.top(), Set.of(Reason.MOUNTED_OVER));
    assertFollows(root, "over");

    Programs.run("umount", root.top().latin1()).orFail();
    set.mountsChanged();
    Recorded recorded = harness.drain();
    assertThat(recorded.gapsOpened()).containsKey(root.top());
    assertThat(recorded.gapsStillOpen()).isEmpty();
    assertFollows(root, "under");
  }

  @Test
  void aFilesystemMountedBelowANestedRootIsFollowedAfterAGap() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("volume");
    follow(tree.top(), true, SourceChoice.AUTO);
    PathBytes volume = tree.path("volume");
    Programs.run("mount", "-t", "tmpfs", "tmpfs", volume.latin1()).orFail();

    set.mountsChanged();
    assertThat(harness.drain().gapsClosed()).containsKey(volume);
    assertFollows(tree, "volume/f");

    Programs.run("umount", volume.latin1()).orFail();
    set.mountsChanged();
    assertThat(harness.drain().gapsStillOpen()).containsEntry(volume, Set.of(Reason.NOT_MOUNTED));
    assertFollows(tree, "g");
  }

  /**
   * Else it would count as about to be followed for ever, and whatever waits for that would wait.
   */
  @Test
  void aFilesystemThatCannotBeFollowedIsAGapOfItsOwnAsLongAsItIsMounted() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("volume");
    PathBytes volume = tree.path("volume");
    follow(tree.top(), true, SourceChoice.INOTIFY, new Refusing(new KernelSources(kernel), volume));
    Programs.run("mount", "-t", "tmpfs", "tmpfs", volume.latin1()).orFail();

    set.mountsChanged();
    assertThat(harness.drain().gapsStillOpen().get(volume))
        .contains(Reason.NOT_FOLLOWED)
        .doesNotContain(Reason.NOT_ARMED);

    Programs.run("umount", volume.latin1()).orFail();
    set.mountsChanged();
    Recorded unmounted = harness.drain();
    assertThat(unmounted.gapsClosed().get(volume)).contains(Reason.NOT_FOLLOWED);
    assertThat(unmounted.gapsStillOpen().get(volume))
        .contains(Reason.NOT_MOUNTED)
        .doesNotContain(Reason.NOT_FOLLOWED);

    Programs.run("mount", "-t", "tmpfs", "tmpfs", volume.latin1()).orFail();
    set.mountsChanged();
    assertThat(harness.drain().gapsStillOpen().get(volume))
        .contains(Reason.NOT_FOLLOWED)
        .doesNotContain(Reason.NOT_MOUNTED);
  }

  /** A kernel that has no more instances of inotify for that place. */
  private record Refusing(SourceOpener rest, PathBytes place) implements SourceOpener {
    @Override
    public FanotifySource fanotify(FilesystemView view) throws KernelException {
      return rest.fanotify(view);
    }

    @Override
    public EventSource inotify(Root root, PathBytes at) throws KernelException {
      if (at.equals(place)) {
        throw new KernelException("inotify_init1", "", Errno.EMFILE);
      }
      return rest.inotify(root, at);
    }

    @Override
    public EventSource ancestors(List<Root> roots, Consumer<Root> changed) throws KernelException {
      return rest.ancestors(roots, changed);
    }
  }

  @Test
  void whatIsMountedBelowAPlainRootIsNoneOfIts() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("volume");
    follow(tree.top());
    PathBytes volume = tree.path("volume");
    Programs.run("mount", "-t", "tmpfs", "tmpfs", volume.latin1()).orFail();
    set.mountsChanged();
    tree.write("volume/f", "x");
    Recorded covered = harness.drain();
    assertThat(covered.changes()).isEmpty();
    assertThat(covered.gapsOpened()).isEmpty();

    Programs.run("umount", volume.latin1()).orFail();
    set.mountsChanged();
    assertThat(harness.drain().gapsClosed()).containsEntry(volume, Set.of(Reason.MOUNT_CHANGED));
  }

  @Test
  void remountingReadOnlyIsNoGap() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    follow(tree.top());
    filesystem.remount("ro");
    set.mountsChanged();
    filesystem.remount("rw");
    set.mountsChanged();
    assertThat(harness.drain().gapsOpened()).isEmpty();
    assertFollows(tree, "f");
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
  void identityStaysOverAMountAndDiffersAfterMkfs(ScratchFilesystem.Kind kind) throws IOException {
    ByteTree tree = tree(kind);
    String first = SourceSet.identity(kernel, tree.top());
    filesystem.unmount();
    filesystem.mount();
    assertThat(SourceSet.identity(kernel, tree.top())).isEqualTo(first).contains("uuid=");
    filesystem.close();
    assertThat(SourceSet.identity(kernel, tree(kind).top())).isNotEqualTo(first);
  }

  @Test
  void theMountTableOfThisMachineCanBeRead() throws IOException {
    Territory territory =
        Territory.of(
            MountTable.read(),
            List.of(new Root(PathBytes.ROOT, PathBytes.ROOT, true, Exclusions.NONE)));
    assertThat(territory.parts()).isNotEmpty();
  }
}
