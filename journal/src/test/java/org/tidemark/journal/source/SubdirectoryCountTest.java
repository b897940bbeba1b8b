package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;

/** The number of links of a directory says what it is believed to say, on real filesystems. */
class SubdirectoryCountTest {
  private final Kernel kernel = new NativeKernel();

  private boolean isZero(String filesystem, PathBytes directory) {
    int descriptor = kernel.openat(Kernel.AT_FDCWD, directory.bytes(), Flags.O_RDONLY);
    assertThat(descriptor).isNotNegative();
    try {
      return new SubdirectoryCount(kernel, filesystem).isZero(descriptor);
    } finally {
      kernel.close(descriptor);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"EXT4", "XFS", "TMPFS"})
  void directoriesAreCountedAndFilesAreNot(ScratchFilesystem.Kind kind) {
    String type = kind.name().toLowerCase(Locale.ROOT);
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(kind)) {
      ByteTree tree = new ByteTree(filesystem.path());
      tree.mkdir("d");
      tree.write("d/file", "x");
      assertThat(isZero(type, tree.path("d"))).isTrue();
      tree.mkdir("d/sub");
      assertThat(isZero(type, tree.path("d"))).isFalse();
      tree.rename("d/sub", "sub");
      assertThat(isZero(type, tree.path("d"))).isTrue();
      tree.rename("sub", "d/again");
      assertThat(isZero(type, tree.path("d"))).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"BTRFS", "OVERLAY"})
  void elsewhereTheNumberIsNotAsked(ScratchFilesystem.Kind kind) {
    String type = kind.name().toLowerCase(Locale.ROOT);
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(kind)) {
      ByteTree tree = new ByteTree(filesystem.path());
      tree.mkdir("d");
      assertThat(isZero(type, tree.path("d"))).isFalse();
    }
  }

  @Test
  void aLargeDirectoryIsListedWhateverItsNumberSays() {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS)) {
      ByteTree tree = new ByteTree(filesystem.path());
      tree.mkdir("d");
      // tmpfs says 20 bytes for each name.
      for (int name = 0; name < 27_000; name++) {
        tree.write("d/" + name, "");
      }
      assertThat(isZero("tmpfs", tree.path("d"))).isFalse();
    }
  }

  @Test
  void aNumberThatCannotBeHadMeansThatTheDirectoryIsListed(@TempDir Path folder) {
    assertThat(new SubdirectoryCount(kernel, "ext4").isZero(1_000_000)).isFalse();
  }
}
