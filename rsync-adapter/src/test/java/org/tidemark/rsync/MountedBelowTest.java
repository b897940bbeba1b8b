package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;

/** Points of a source below which filesystems are mounted, or should be. */
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

  /** A directory that is mounted at another place comes back as what it was, unlike most. */
  private static final String MOUNT = "mount --bind volume src/d/s/vol";

  private static final String UNMOUNT = "umount src/d/s/vol";

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
    assertPoint(1, tree);
  }

  /** Restores it; it must be the copy that was made then. */
  private static void assertPoint(int point, Mirrored tree) throws Exception {
    LiveDaemon.Result restored =
        LiveDaemon.tidemark(
            tree.state,
            "rsync",
            "restore",
            "--dest",
            tree.mirror.latin1(),
            "--at",
            String.valueOf(point),
            "--to",
            tree.folder.latin1() + "/out");
    assertThat(restored.code()).as(restored.toString()).isZero();
    assertThat(tree.shell(Mirrored.COMPARE + " kept" + point + "/ out/")).isEmpty();
  }

  private Mirrored withVolume() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    Assumptions.assumeTrue(tree.shell("id -u").equals("0\n"), "mounting needs root");
    tree.journal.nested();
    tree.shell(
        """
        mkdir -p src/d/s/vol src/d/s/t/empty src/d/e/deep volume
        echo 7 >volume/x; echo 1 >src/d/f; echo 2 >src/d/s/g; echo 3 >src/d/e/deep/h
        ln src/d/f src/linked; ln -s f src/d/link; chmod 750 src/d/e; setfacl -m u:5:rx src/d/s/t
        touch -d '2020-01-01 00:00:00.5' src/d/e/deep src/d/s/t src/d/s src/d
        """);
    tree.shell(MOUNT);
    try {
      tree.full();
      tree.shell("cp -a src kept1");
    } finally {
      tree.shell(UNMOUNT);
    }
    return tree;
  }

  /** Mounts it for a backup that must be complete. */
  private static void whileMounted(Mirrored tree, String copy, Entry... entries) throws Exception {
    tree.shell(MOUNT);
    try {
      tree.incremental(entries);
      tree.shell("cp -a src " + copy);
    } finally {
      tree.shell(UNMOUNT);
    }
  }

  /** What lies in a list about the directory that the filesystem is mounted in. */
  enum Listed {
    /** The directory itself. */
    REMOVED,
    /** The one above it. */
    CONTENTS,
    /** A file has its name. */
    REPLACED;

    Entry in(Mirrored tree) {
      return switch (this) {
        case REMOVED -> tree.removed("d");
        case CONTENTS -> tree.contents("");
        case REPLACED -> tree.object("d");
      };
    }

    String change() {
      return this == REPLACED ? "rm -r src/d; echo file >src/d" : "rm -r src/d";
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryGoesButForWhatLeadsToAMissingFilesystem(Listed listed) throws Exception {
    Mirrored tree = withVolume();
    tree.shell(listed.change());
    tree.journal.lists(listed.in(tree), tree.subtree("d/s/vol", Reason.NOT_MOUNTED));
    for (int again = 0; again < 2; again++) {
      Mirrored.Outcome outcome = tree.backup();
      assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.PARTIAL);
      assertThat(outcome.text()).contains("its filesystem is not mounted");
      assertThat(tree.shell("cd dst; find d | sort")).isEqualTo("d\nd/s\nd/s/vol\nd/s/vol/x\n");
    }
    tree.shell("rm -rf src/d; mkdir -p src/d/s/vol");
    whileMounted(
        tree,
        "kept4",
        tree.subtree("d", Reason.RECREATED),
        tree.subtree("d/s/vol", Reason.MOUNT_CHANGED));
    assertPoint(1, tree);
  }

  @Test
  void aNameAboveAMissingFilesystemHarmsNoOther() throws Exception {
    Mirrored tree = withVolume();
    tree.shell("mkdir -p src/o/p/empty; echo 4 >src/o/p/i");
    whileMounted(tree, "kept2", tree.subtree("o", Reason.CREATED));
    tree.shell(RSYNC.replace("rm -rf d", "rm -rf o") + "chmod 700 src/d");
    tree.journal.lists(
        tree.object("d"), tree.object("o"), tree.subtree("d/s/vol", Reason.NOT_MOUNTED));
    Mirrored.Outcome outcome = tree.backup(tree.request(), tree.folder.latin1() + "/bin/rsync");
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.PARTIAL);
    assertThat(tree.shell("ls src; stat -c %a dst/d; find dst/o | sort; cat dst/d/s/vol/x"))
        .isEqualTo("d\nlinked\n700\ndst/o\ndst/o/p\ndst/o/p/empty\ndst/o/p/i\n7\n");
    whileMounted(
        tree,
        "kept4",
        tree.object("d"),
        tree.removed("o"),
        tree.subtree("d/s/vol", Reason.MOUNT_CHANGED));
    assertPoint(2, tree);
  }

  /** hazard 20: a full list does not name what is not mounted. */
  @Test
  void aFullRunForgetsNoMissingFilesystem() throws Exception {
    Mirrored tree = withVolume();
    for (int again = 0; again < 2; again++) {
      Mirrored.Outcome outcome = tree.backup(full(tree));
      assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.PARTIAL);
      assertThat(outcome.text()).contains("its filesystem is not mounted");
      assertThat(tree.shell("cat dst/d/s/vol/x")).isEqualTo("7\n");
    }
    assertThat(tree.backup(tree.adopting()).code()).isEqualTo(ExitCode.DONE);
    tree.assertIdentical();
  }

  /** Runs onto a mirror that nobody vouches for write down what it holds before they begin. */
  @Test
  void aRunOntoAnUnprovenMirrorForgetsNoMissingFilesystem() throws Exception {
    Mirrored tree = withVolume();
    tree.shell("rm dst.tidemark");
    assertKept(tree);
    tree.shell(MOUNT);
    try {
      tree.full();
    } finally {
      tree.shell(UNMOUNT);
    }
  }

  @Test
  void aFirstCopyThatGoesOnForgetsNoMissingFilesystem() throws Exception {
    Mirrored tree = withVolume();
    tree.shell("rm -r dst dst.tidemark dst.points state/rsync/mirrors; mkdir bin");
    tree.shell(
        "printf '%s\\n' '#!/bin/sh' 'case \"$*\" in *dst/) rsync \"$@\"; exit 12;; esac'"
            + " 'exec rsync \"$@\"' >bin/rsync; chmod +x bin/rsync");
    tree.shell(MOUNT);
    try {
      Mirrored.Outcome cut = tree.backup(tree.request(), tree.folder.latin1() + "/bin/rsync");
      assertThat(cut.code()).as(cut.text() + tree.messages).isEqualTo(ExitCode.FAILED);
    } finally {
      tree.shell(UNMOUNT);
    }
    assertKept(tree);
  }

  @Test
  void anotherFilesystemInItsPlaceIsNotTakenForIt() throws Exception {
    Mirrored tree = withVolume();
    tree.shell("rm dst.tidemark; mount -t tmpfs none src/d/s/vol; echo 8 >src/d/s/vol/y");
    try {
      assertKept(tree);
    } finally {
      tree.shell(UNMOUNT);
    }
  }

  /** However often it is missing. */
  private static void assertKept(Mirrored tree) throws Exception {
    for (int again = 0; again < 3; again++) {
      Mirrored.Outcome outcome = tree.backup();
      assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.PARTIAL);
      assertThat(tree.shell("cd dst/d/s/vol; head *")).isEqualTo("7\n");
    }
  }

  /** The journal lists nothing below a mount point, whatever is mounted there. */
  @Test
  void aBindMountOfTheSourcesOwnFilesystemIsNoPartOfIt() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    Assumptions.assumeTrue(tree.shell("id -u").equals("0\n"), "mounting needs root");
    tree.shell(
        """
        mkdir -p src/d/bound volume; echo 1 >src/d/a; echo under >src/d/bound/u; echo under >src/d/f
        echo 7 >volume/x; mkdir volume/y; ln volume/x src/d/linked
        """);
    tree.full();
    tree.shell("cp -a src kept1; mount --bind volume src/d/bound; mount --bind volume/x src/d/f");
    try {
      assertThat(tree.backup(full(tree)).code()).isEqualTo(ExitCode.DONE);
      tree.shell("echo 8 >volume/x; echo 9 >volume/new; chmod 700 src/d");
      tree.journal.lists(tree.object("d"), tree.linked("d/linked"), tree.contents("d"));
      Mirrored.Outcome outcome = tree.backup();
      assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
      assertThat(tree.shell("cd dst/d; find . -type f | sort; cat a f linked bound/u"))
          .isEqualTo("./a\n./bound/u\n./f\n./linked\n1\nunder\n8\nunder\n");
    } finally {
      tree.shell("umount src/d/bound src/d/f");
    }
    tree.incremental(
        tree.subtree("d/bound", Reason.MOUNT_CHANGED), tree.subtree("d/f", Reason.MOUNT_CHANGED));
    assertPoint(1, tree);
  }

  private static BackupRequest full(Mirrored tree) throws TidemarkException {
    BackupRequest plain = tree.request();
    return new BackupRequest(
        plain.consumer(), plain.source(), plain.destination(), Level.FULL, false, false);
  }
}
