package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.kernel.MountTable;

class FilesystemKindTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "9p",
        "ceph",
        "lustre",
        "gfs2",
        "ocfs2",
        "gpfs",
        "beegfs",
        "afs",
        "glusterfs",
        "fuse.sshfs",
        "fuse.glusterfs",
        "fuse.s3fs",
        "fuse.rclone",
        "fuse.cephfs"
      })
  void whatOtherMachinesChangeIsRefusedWithAReason(String type) {
    FilesystemKind kind = FilesystemKind.ofType(type);
    assertThat(kind).isEqualTo(FilesystemKind.SHARED);
    assertThat(kind.canBeFollowed()).isFalse();
    assertThat(kind.refusal()).contains("other machines");
    assertThat(kind.hint()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fuseblk", "fuse", "fuse.mergerfs", "fuse.gocryptfs", "overlay"})
  void layersAndUserSpaceFilesystemsAreFollowedByInotify(String type) {
    assertThat(FilesystemKind.ofType(type)).isEqualTo(FilesystemKind.INOTIFY_ONLY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vfat", "msdos"})
  void whatForgetsHandlesOfLivingDirectoriesIsFollowedByInotify(String type) {
    assertThat(FilesystemKind.ofType(type)).isEqualTo(FilesystemKind.INOTIFY_ONLY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proc", "sysfs", "cgroup2", "devpts", "tracefs", "autofs"})
  void whatTheKernelMakesUpIsRefused(String type) {
    assertThat(FilesystemKind.ofType(type)).isEqualTo(FilesystemKind.PSEUDO);
    assertThat(FilesystemKind.ofType(type).canBeFollowed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs", "zfs", "f2fs"})
  void whatIsOnThisMachineAloneIsTriedWithFanotify(String type) {
    assertThat(FilesystemKind.ofType(type)).isEqualTo(FilesystemKind.LOCAL);
  }

  @Test
  void theTypeIsTakenFromMountinfo() throws IOException {
    String line = "36 1 0:40 / /srv rw - nfs4 server:/srv rw,vers=4.2\n";
    MountTable table = MountTable.parse(line.getBytes(StandardCharsets.US_ASCII));
    assertThat(FilesystemKind.of(table.mounts().get(0))).isEqualTo(FilesystemKind.SHARED);
  }
}
