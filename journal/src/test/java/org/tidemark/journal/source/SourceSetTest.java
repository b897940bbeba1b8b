package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.SourceHarness;

/** Sources follow what is mounted; whatever may be missed on the way is a gap. */
class SourceSetTest {
  private final Kernel kernel = new NativeKernel();
  private final SourceHarness harness = new SourceHarness();
  private final List<Root> moved = new ArrayList<>();
  private ScratchFilesystem filesystem;
  private SourceSet set;

  @AfterEach
  void unmount() {
    if (set != null) {
      set.close();
    }
    harness.close();
    if (filesystem != null) {
      filesystem.close();
    }
  }

  private ByteTree tree(ScratchFilesystem.Kind kind) {
    filesystem = ScratchFilesystem.create(kind);
    return filesystem.tree();
  }

  private void follow(PathBytes path, boolean nested, SourceChoice choice)
      throws TidemarkException {
    follow(path, nested, choice, new KernelSources(kernel));
  }

  private void follow(PathBytes path, SourceChoice choice, SourceOpener opener)
      throws TidemarkException {
    follow(path, false, choice, opener);
  }

  private void follow(PathBytes path, boolean nested, SourceChoice choice, SourceOpener opener)
      throws TidemarkException {
    Root root = SourceSet.resolveRoot(kernel, path, nested, Exclusions.NONE);
    set =
        new SourceSet(
            kernel,
            List.of(root),
            choice,
            harness.sink(),
            harness,
            (old, now) -> moved.add(now),
            opener);
    set.start();
    Recorded unused = harness.settle();
  }

  private void follow(PathBytes path) throws TidemarkException {
    follow(path, false, SourceChoice.AUTO);
  }

  private void assertFollows(ByteTree tree, String name) {
    tree.write(name, "x");
    assertThat(harness.drain().covers(tree.path(name))).as("%s is followed", name).isTrue();
  }

  /** What watches above the roots is always inotify. */
  private List<String> kinds() {
    return set.descriptions().stream()
        .filter(each -> !each.filesystem().equals("above the roots"))
        .map(EventSource.Description::kind)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "BTRFS_SUBVOLUME", "TMPFS"})
  void fanotifyIsUsedWhereItWorks(ScratchFilesystem.Kind kind) throws TidemarkException {
    ByteTree tree = tree(kind);
    follow(tree.top());
    assertThat(kinds()).containsExactly("fanotify");
    assertFollows(tree, "f");
  }

  @Test
  void inotifyStandsInWithANoteWhereFanotifyFails() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    follow(tree.top(), SourceChoice.AUTO, new WithoutFanotify(kernel));
    assertThat(kinds()).containsExactly("inotify");
    assertThat(set.descriptions().get(0).details()).contains("EPERM");
    assertFollows(tree, "f");
  }

  @Test
  void aLackOfRightsNamesErrorAndHintWhereFanotifyWasAskedFor() {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    SourceOpener opener = new WithoutFanotify(kernel);
    assertThatThrownBy(() -> follow(tree.top(), SourceChoice.FANOTIFY, opener))
        .isInstanceOfSatisfying(
            TidemarkException.class,
            failed -> assertThat(failed.forOperator()).contains("EPERM").contains("CAP_SYS_ADMIN"));
  }

  /** A kernel that refuses fanotify, as it does without CAP_SYS_ADMIN. */
  private record WithoutFanotify(SourceOpener rest) implements SourceOpener {
    WithoutFanotify(Kernel kernel) {
      this(new KernelSources(kernel));
    }

    @Override
    public FanotifySource fanotify(FilesystemView view) throws KernelException {
      throw new KernelException("fanotify_init", "", Errno.EPERM);
    }

    @Override
    public EventSource inotify(Root root, PathBytes place) throws KernelException {
      return rest.inotify(root, place);
    }

    @Override
    public EventSource ancestors(List<Root> roots, Consumer<Root> changed) throws KernelException {
      return rest.ancestors(roots, changed);
    }
  }

  @Test
  void inotifyIsUsedOnAnOverlay() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.OVERLAY);
    follow(tree.top());
    assertThat(kinds()).containsExactly("inotify");
    assertFollows(tree, "f");
  }

  @Test
  void inotifyCanBeChosenWhereFanotifyWorks() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    follow(tree.top(), false, SourceChoice.INOTIFY);
    assertThat(kinds()).containsExactly("inotify");
    assertFollows(tree, "f");
  }

  @Test
  void fanotifyThatDoesNotWorkIsAnErrorWhereItWasAskedFor() {
    ByteTree tree = tree(ScratchFilesystem.Kind.OVERLAY);
    assertThatThrownBy(() -> follow(tree.top(), false, SourceChoice.FANOTIFY))
        .isInstanceOf(TidemarkException.class)
        .hasMessageContaining("fanotify_mark")
        .hasMessageContaining(tree.top().toString());
    assertThat(harness.sources()).isEmpty();
  }

  @Test
  void aRootOnAPseudoFilesystemIsRefused() {
    assertThatThrownBy(() -> follow(PathBytes.ofUtf8("/proc/sys")))
        .isInstanceOfSatisfying(
            TidemarkException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED));
  }

  @Test
  void aRootThatDoesNotExistIsOneClearMessage() {
    PathBytes missing = PathBytes.ofUtf8("/nonexistent/tidemark");
    assertThatThrownBy(() -> SourceSet.resolveRoot(kernel, missing, false, Exclusions.NONE))
        .isInstanceOf(TidemarkException.class)
        .hasMessage("cannot watch /nonexistent/tidemark: there is no such directory");
  }

  @Test
  void aFileIsNoRoot() {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.write("f", "x");
    PathBytes file = tree.path("f");
    assertThatThrownBy(() -> SourceSet.resolveRoot(kernel, file, false, Exclusions.NONE))
        .isInstanceOf(TidemarkException.class)
        .hasMessage("cannot watch " + file + ": it is not a directory");
  }

  @Test
  void aSymlinkedRootIsNamedByTheDirectoryItLeadsTo() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("real\u00ff");
    tree.symlink("real\u00ff", "link");
    Root root = SourceSet.resolveRoot(kernel, tree.path("link"), false, Exclusions.NONE);
    assertThat(root.path()).isEqualTo(tree.path("real\u00ff"));
    assertThat(root.configured()).isEqualTo(tree.path("link"));
  }

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
  void aMissingRootIsAnOpenGapUntilItIsBack() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("root");
    follow(tree.path("root"));
    tree.rename("root", "away");
    set.check();
    assertThat(harness.drain().gapsStillOpen())
        .containsEntry(tree.path("root"), Set.of(Reason.ROOT_MISSING));

    tree.rename("away", "root");
    set.check();
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    assertFollows(tree, "root/f");
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "INOTIFY"})
  void aReplacedRootIsAGapAndFollowed(SourceChoice choice) throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("root");
    follow(tree.path("root"), false, choice);
    tree.rename("root", "away");
    tree.mkdir("root");
    tree.write("root/meanwhile", "x");

    set.check();
    Recorded recorded = harness.settle();

    assertThat(recorded.gapsOpened().get(tree.path("root"))).contains(Reason.ROOT_REPLACED);
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    assertFollows(tree, "root/f");
  }

  @Test
  void aRepointedSymlinkMovesTheRootHazard5() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("one");
    tree.mkdir("two");
    tree.symlink("one", "current");
    follow(tree.path("current"));
    tree.unlink("current");
    tree.symlink("two", "current");

    set.check();

    assertThat(moved).extracting(Root::path).containsExactly(tree.path("two"));
    assertThat(set.roots()).extracting(Root::path).containsExactly(tree.path("two"));
    assertThat(harness.drain().gapsClosed().get(tree.path("two"))).contains(Reason.ROOT_REPLACED);
    assertFollows(tree, "two/f");
  }

  @Test
  void aSwitchOfAnAncestorIsNoticedWithoutACheckHazard5() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdirs("p/q/root");
    tree.mkdirs("new/q/root");
    follow(tree.path("p/q/root"));
    tree.rename("p", "old");
    tree.rename("new", "p");

    Recorded recorded = harness.drain();
    set.maintain();

    assertThat(recorded.subtrees())
        .containsEntry(tree.path("p/q/root"), Set.of(Reason.ANCESTOR_CHANGED));
    assertThat(harness.drain().gapsClosed().get(tree.path("p/q/root")))
        .contains(Reason.ROOT_REPLACED);
    assertFollows(tree, "p/q/root/f");
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
