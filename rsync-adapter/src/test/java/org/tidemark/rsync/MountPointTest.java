package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.rsync.Remote.Way;

/** A mirror that is told to fill a filesystem of its own, with its marker on another one. */
class MountPointTest {
  @TempDir private Path temporary;
  private Mirrored tree;
  private Remote remote;

  @BeforeEach
  void mount() throws Exception {
    tree = new Mirrored(temporary);
    Assumptions.assumeTrue(tree.shell("id -u").equals("0\n"), "mounting needs root");
    tree.shell("mkdir -p there/disk; mount -t tmpfs none there/disk; echo 1 >src/a");
  }

  @AfterEach
  void unmount() throws Exception {
    if (remote != null) {
      remote.close();
    }
    tree.shell("umount -l there/disk");
  }

  private Mirrored.Outcome backup(Way way, String name, boolean adopt) throws Exception {
    if (remote == null) {
      Path servers = temporary.resolve("servers");
      String rsync = RsyncVersions.INSTALLED.program();
      remote = Remote.start(way, temporary.resolve("there"), servers, rsync);
    }
    return tree.backup(
        new BackupRequest(
            tree.request().consumer(),
            tree.source.latin1(),
            remote.destination(name),
            Level.INCREMENTAL,
            adopt,
            false,
            remote.options(),
            BackupRequest.PointsChoice.NONE));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void itIsRefusedAndADirectoryInItIsNot(Way way) throws Exception {
    for (boolean adopt : new boolean[] {false, true}) {
      Mirrored.Outcome refused = backup(way, "disk", adopt);
      assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.REFUSED);
      assertThat(refused.text()).contains("is a mount point", "/disk/mirror");
    }
    assertThat(tree.shell("ls -A there there/disk")).isEqualTo("there:\ndisk\n\nthere/disk:\n");
    Mirrored.Outcome inside = backup(way, "disk/mi rror .", false);
    assertThat(inside.code()).as(inside.text() + tree.messages).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell(Mirrored.COMPARE + " src/ 'there/disk/mi rror ./'")).isEmpty();
    tree.journal.lists();
    assertThat(backup(way, "disk/mi rror .", false).code()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void withPointsTheHintIsTheSame() throws Exception {
    BackupRequest plain = tree.request();
    Mirrored.Outcome refused =
        tree.backup(
            new BackupRequest(
                plain.consumer(),
                plain.source(),
                tree.folder.latin1() + "/there/disk",
                Level.INCREMENTAL,
                false,
                false));
    assertThat(refused.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.text()).contains("name a directory in it").doesNotContain("--no-points");
  }
}
