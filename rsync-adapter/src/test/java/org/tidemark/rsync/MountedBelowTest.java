package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;

/** Points of a source below which a filesystem is mounted that does not belong to it. */
class MountedBelowTest {
  /** Takes a directory from the source just before the first run that is recorded. */
  private static final String RSYNC =
      """
      mkdir bin; cat >bin/rsync <<'END'
      #!/bin/sh
      case "$*" in *backup-dir*dst/) rm -rf d;; esac
      exec rsync "$@"
      END
      chmod 700 bin/rsync
      """;

  @TempDir private Path temporary;

  @Test
  void aDirectoryThatGoesBehindOurBackGoesIntoNoPointUnrecorded() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    Assumptions.assumeTrue(tree.shell("id -u").equals("0\n"), "mounting needs root");
    tree.shell(RSYNC);
    tree.shell("mkdir -p src/d/e/empty src/m; echo 1 >src/d/e/b");
    tree.full();
    tree.shell("cp -a src kept1; chmod 700 src/d; mount -t tmpfs none src/m");
    try {
      tree.journal.lists(tree.object("d"));
      Mirrored.Outcome outcome = tree.backup(tree.request(), tree.folder.latin1() + "/bin/rsync");
      assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
      assertThat(tree.shell("ls src; cat dst/d/e/b")).isEqualTo("m\n1\n");
    } finally {
      tree.shell("umount src/m");
    }
    tree.incremental(tree.removed("d"));
    LiveDaemon.Result restored =
        LiveDaemon.tidemark(
            tree.state,
            "rsync",
            "restore",
            "--dest",
            tree.mirror.latin1(),
            "--at",
            "1",
            "--to",
            tree.folder.latin1() + "/out");
    assertThat(restored.code()).as(restored.toString()).isZero();
    assertThat(tree.shell(Mirrored.COMPARE + " kept1/ out/")).isEmpty();
  }
}
