package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;

/** A restore from points of which something is gone says so and makes nothing up. */
class DamagedPointsTest {
  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makePoints() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir -p src/d/e/f; echo 1 >src/a; echo 2 >src/d/e/f/b; echo 3 >src/d/e/c");
    tree.full();
    tree.shell("cp -a src kept1; echo more >>src/a; rm -r src/d/e");
    tree.incremental(tree.object("a"), tree.removed("d/e"));
  }

  private LiveDaemon.Result restore() throws Exception {
    String target = tree.folder.latin1() + "/out";
    return LiveDaemon.tidemark(
        tree.state,
        "rsync",
        "restore",
        "--dest",
        tree.mirror.latin1(),
        "--at",
        "1",
        "--to",
        target);
  }

  private static void assertLost(LiveDaemon.Result result, String name) {
    assertThat(result.code()).as(result.toString()).isEqualTo(ExitCode.PARTIAL.number());
    assertThat(result.out()).contains("lost:     ./" + name + "\n");
  }

  @Test
  void newerContentDoesNotPassForAnObjectThatIsGone() throws Exception {
    tree.shell("rm dst.points/00000002/tree/a");
    assertLost(restore(), "a");
    assertThat(tree.shell("cd out; find . | sort"))
        .isEqualTo(".\n./d\n./d/e\n./d/e/c\n./d/e/f\n./d/e/f/b\n");
  }

  @Test
  void anotherObjectOfTheSameNameDoesNotPassForOneThatIsGone() throws Exception {
    tree.shell("rm src/a");
    tree.incremental(tree.removed("a"));
    tree.shell("echo 9 >src/a");
    tree.incremental(tree.object("a"));
    tree.shell("rm dst.points/0000000[23]/tree/a");
    assertLost(restore(), "a");
    assertThat(tree.shell("ls out")).isEqualTo("d\n");
  }

  @Test
  void aDirectoryThatIsNotTheOneThatWentIntoTheStepComesBackAndIsSaid() throws Exception {
    tree.shell("cd dst.points/00000002/tree/d; cp -a e copy; rm -r e; mv copy e");
    assertLost(restore(), "d/e");
    assertThat(tree.shell(Mirrored.COMPARE + " kept1/ out/")).isEmpty();
  }

  @Test
  void anObjectThatNoRecordTellsOfComesBackAndItsDirectoryIsSaid() throws Exception {
    tree.shell("cd dst.points/00000002/tree/d/; mv e whole; mkdir -p e/f; mv whole/f/b e/f/");
    assertLost(restore(), "d/e");
    assertThat(tree.shell("cat out/d/e/f/b; cd out; stat -c %Y a d"))
        .isEqualTo(tree.shell("cat kept1/d/e/f/b; cd kept1; stat -c %Y a d"));
  }
}
