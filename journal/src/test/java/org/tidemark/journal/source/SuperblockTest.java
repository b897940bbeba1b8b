package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/** Hazard 12: what a filesystem counts itself, and what that says of the time out of sight. */
class SuperblockTest {
  private static final Superblock EXT4 = new Superblock(7, 1_700_000_000, 0);

  private static Superblock read(ScratchFilesystem filesystem) throws Exception {
    return SourceSet.superblock(new NativeKernel(), filesystem.path()).orElseThrow();
  }

  @Test
  void oneMoreMountIsOurs() {
    assertThat(new Superblock(7, 1_700_000_000, 0).contradicts(EXT4, 1)).isEmpty();
    assertThat(new Superblock(8, 1_700_000_000, 0).contradicts(EXT4, 1)).isEmpty();
    assertThat(new Superblock(9, 1_700_000_000, 0).contradicts(EXT4, 2)).isEmpty();
  }

  @Test
  void moreMountsThanAreKnownWereElsewhere() {
    assertThat(new Superblock(9, 1_700_000_000, 0).contradicts(EXT4, 1))
        .contains(Reason.CHANGED_OFFLINE);
  }

  @Test
  void fewerMountsOrAnOlderCheckOrGenerationWentBack() {
    assertThat(new Superblock(6, 1_700_000_000, 0).contradicts(EXT4, 1))
        .contains(Reason.FILESYSTEM_ROLLED_BACK);
    assertThat(new Superblock(9, 1_600_000_000, 0).contradicts(EXT4, 1))
        .contains(Reason.FILESYSTEM_ROLLED_BACK);
    assertThat(new Superblock(0, 0, 41).contradicts(new Superblock(0, 0, 42), 1))
        .contains(Reason.FILESYSTEM_ROLLED_BACK);
    assertThat(new Superblock(0, 0, 99).contradicts(new Superblock(0, 0, 42), 1)).isEmpty();
  }

  @Test
  void afterAWholeCheckMountsAreCountedAnewAndAnythingMayBeRepaired() {
    assertThat(new Superblock(1, 1_700_000_001, 0).contradicts(EXT4, 1))
        .contains(Reason.CHANGED_OFFLINE);
  }

  @Test
  void itsTextComesBack() {
    assertThat(Superblock.ofText(EXT4.text())).contains(EXT4);
    assertThat(Superblock.ofText("")).isEmpty();
    assertThat(Superblock.ofText("mounts=-1 checked=0 generation=0")).isEmpty();
  }

  @Test
  void ext4CountsItsMounts() throws Exception {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(Kind.EXT4)) {
      long before = read(filesystem).mounts();
      filesystem.unmount();
      filesystem.mount();
      assertThat(read(filesystem).mounts()).isEqualTo(before + 1);
      filesystem.remount("ro");
      filesystem.remount("rw");
      assertThat(read(filesystem).mounts()).isEqualTo(before + 2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"XFS", "BTRFS"})
  void generationsGrowWithWhatIsWritten(Kind kind) throws Exception {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(kind)) {
      long before = read(filesystem).generation();
      filesystem.tree().write("file", "1");
      Programs.run("sync", "-f", filesystem.path().toString()).orFail();
      filesystem.unmount();
      filesystem.mount();
      assertThat(read(filesystem).generation()).isGreaterThan(before);
    }
  }

  @Test
  void withoutADeviceNothingIsCounted() throws Exception {
    try (ScratchFilesystem filesystem = ScratchFilesystem.create(Kind.TMPFS)) {
      assertThat(SourceSet.superblock(new NativeKernel(), filesystem.path())).isEmpty();
    }
  }
}
