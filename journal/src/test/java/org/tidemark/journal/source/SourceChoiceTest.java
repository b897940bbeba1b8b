package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;

/** Which source follows a root, and what is said where none can. */
class SourceChoiceTest extends SourceSetFixture {
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
}
