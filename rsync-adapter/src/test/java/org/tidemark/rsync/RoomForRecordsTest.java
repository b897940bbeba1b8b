package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;

/** A run that compares everything is refused before it fills the disk with its records. */
class RoomForRecordsTest {
  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makeTree() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    tree = new Mirrored(temporary);
    tree.shell("mkdir src/d; touch src/d/{1..2000}; echo 1 >src/a");
  }

  @AfterEach
  void unmount() throws Exception {
    tree.shell("if mountpoint -q state; then umount state; fi");
  }

  /** After the first backup, which writes down other things. */
  private void moveStateToSmallDisk() throws Exception {
    tree.shell("mv state kept; mkdir state; mount -t tmpfs -o size=400k tmpfs state");
    tree.shell("cp -a kept/. state/");
  }

  @Test
  void aStateFolderWithoutRoomForTheNamesOfTheMirrorRefusesToCompareThem() throws Exception {
    tree.full();
    moveStateToSmallDisk();
    tree.shell("echo 2 >src/a");
    tree.journal.isAnotherJournal();
    Mirrored.Outcome refused = tree.backup();
    assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.text()).contains("2003 names are to be compared").contains("free");
    assertThat(tree.shell("cat dst/a")).isEqualTo("1\n");
    tree.shell("mount -o remount,size=8m state");
    assertThat(tree.incremental().report().plan().passes()).containsExactly(Pass.COMPARE);
    tree.shell("echo 3 >src/a");
    tree.incremental(tree.object("a"));
  }

  @Test
  void aListOfFewNamesNeedsNoSuchRoom() throws Exception {
    tree.full();
    moveStateToSmallDisk();
    tree.shell("echo 2 >src/a");
    tree.incremental(tree.object("a"));
  }

  @Test
  void whatLiesElsewhereOnTheFilesystemIsNotCounted() throws Exception {
    tree.shell("rm -r src/d; mkdir other; touch other/{1..2000}");
    tree.full();
    moveStateToSmallDisk();
    tree.shell("echo 2 >src/a");
    tree.journal.isAnotherJournal();
    assertThat(tree.incremental().report().plan().passes()).containsExactly(Pass.COMPARE);
  }
}
