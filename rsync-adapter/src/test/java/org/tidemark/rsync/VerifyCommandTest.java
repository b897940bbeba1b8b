package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ExitCode;

/** What somebody did to a mirror or its points is found by checksums and records alone. */
class VerifyCommandTest {
  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makePoints() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell(
        "mkdir -p src/box/in src/d; echo 1 >src/box/in/a; echo 1 >src/d/f; echo 1 >src/gone");
    tree.shell("echo 1 >src/d/mode; ln -s f src/d/link");
    tree.full();
    tree.shell("echo 22 >src/d/f; rm src/gone; chmod 600 src/d/mode");
    tree.incremental(tree.contents("d"), tree.removed("gone"));
  }

  private LiveDaemon.Result verify(String... more) {
    List<String> all = new ArrayList<>(List.of("rsync", "verify", "--dest", tree.mirror.latin1()));
    all.addAll(List.of(more));
    return LiveDaemon.tidemark(tree.state, all.toArray(String[]::new));
  }

  private static void assertFound(LiveDaemon.Result result, String difference) {
    assertThat(result.code()).as(result.toString()).isEqualTo(ExitCode.FOUND.number());
    assertThat(result.out().lines()).contains("differs:  " + difference);
  }

  private static void assertNothingFound(LiveDaemon.Result result, int unknown) {
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out()).contains("unknown:  " + unknown + " ", "no difference");
  }

  @Test
  void whatNobodyTouchedHasNoDifference() {
    assertNothingFound(verify(), 0);
    assertNothingFound(verify("--at", "1"), 0);
    assertThat(verify().out()).contains("verify --full");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm -r dst/box",
        "rm dst/box/in/a; rmdir dst/box/in dst/box",
        "mv dst/box dst/d/",
        "echo 1 >dst/new",
        "ln dst/d/f dst/another"
      })
  void namesThatCameOrWentAreFoundByTheirDirectory(String damage) throws Exception {
    tree.shell(damage);
    assertFound(verify(), "./: names in it came or went after it was backed up");
  }

  @Test
  void aNameThatWentLongAgoIsFoundAfterABackupOfOthers() throws Exception {
    tree.shell("rm dst/box/in/a; echo 333 >src/d/f");
    tree.journal.lists(tree.object("d/f"));
    assertThat(tree.backup().code()).isEqualTo(ExitCode.DONE);
    assertFound(verify(), "./box/in: names in it came or went after it was backed up");
  }

  @Test
  void directoriesOfAnInterruptedBackupAreNotJudged() throws Exception {
    tree.shell("rm dst.points/00000002/done; rm -r dst/box");
    assertNothingFound(verify(), 0);
  }

  @Test
  void otherContentIsFoundWhateverItsTime() throws Exception {
    tree.shell("echo x >dst/d/f");
    assertFound(verify(), "./d/f: has other content than was backed up");
    tree.shell("touch -d 2001-01-01 dst/d/f");
    assertFound(verify(), "./d/f: has other content than was backed up");
  }

  @Test
  void aFileThatIsYoungerThanTheNoteOfItsNumberIsAnother() throws Exception {
    String sums = "dst.points/00000002/sums";
    tree.shell("sed -i \"s/^\\($(stat -c %i dst/d/f) .* \\).*/\\1$(printf %032d 7)/\" " + sums);
    assertFound(verify(), "./d/f: has other content than was backed up");
    tree.shell("touch -d 2001-01-01 dst/d/f");
    assertFound(verify(), "./d/f: has other content than was backed up");
    tree.shell("touch -d 2002-01-01 " + sums);
    assertNothingFound(verify(), 1);
  }

  @Test
  void whatARestoreOfThePointWouldLoseIsFound() throws Exception {
    tree.shell("rm dst.points/00000002/tree/gone");
    assertNothingFound(verify(), 0);
    assertNothingFound(verify("--at", "2"), 0);
    assertFound(verify("--at", "1"), "./gone: is lost: nothing holds it any more");
  }

  @Test
  void whatThePointNeedsFromTheMirrorIsFoundToBeLost() throws Exception {
    tree.shell("t=$(stat -c %y dst/d); rm dst/d/mode; touch -d \"$t\" dst/d");
    assertNothingFound(verify(), 0);
    assertFound(verify("--at", "1"), "./d/mode: is lost: nothing holds it any more");
  }
}
