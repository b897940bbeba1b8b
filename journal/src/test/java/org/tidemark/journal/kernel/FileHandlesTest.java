package org.tidemark.journal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;

class FileHandlesTest {
  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
  void theInodeNumberStandsInTheHandle(ScratchFilesystem.Kind kind) {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(kind)) {
      ByteTree tree = filesystem.tree();
      tree.write("f", "1");
      tree.write("g", "1");
      byte[] handle = handleOf(tree, "f");
      assertThat(FileHandles.isOf(handle, tree.stat("f").inode())).isTrue();
      assertThat(FileHandles.isOf(handle, tree.stat("g").inode())).isFalse();
    }
  }

  private static byte[] handleOf(ByteTree tree, String name) {
    byte[] room = new byte[136];
    int result =
        new NativeKernel()
            .nameToHandle(Kernel.AT_FDCWD, tree.path(name).bytes(), room, new int[1], 0);
    assertThat(result).as("name_to_handle_at").isZero();
    List<byte[]> handles = FileHandles.split(room);
    return handles.get(0);
  }

  @Test
  void ofAHandleOfAnotherTypeNothingIsToldByItsBytes() {
    byte[] handle = {8, 0, 0, 0, 0x61, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0};
    assertThat(FileHandles.isOf(handle, 5)).isFalse();
  }
}
