package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Reason;

/** Points and restores as an operator asks for them, of steps that real backups left. */
class RestoreCommandTest {
  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makePoints() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir -p src/d/e src/f; echo 1 >src/d/a; echo 2 >src/d/e/b; ln src/d/a src/f/a2");
    tree.full();
    keep(1);
    tree.shell("echo more >>src/d/a; rm -r src/d/e; echo 3 >src/new; chmod 700 src/f");
    tree.incremental(
        tree.linked("d/a"),
        tree.linked("f/a2"),
        tree.removed("d/e"),
        tree.object("new"),
        tree.object("f"));
    keep(2);
    tree.shell("mv src/d src/g; echo 4 >src/new");
    tree.incremental(
        tree.removed("d"),
        tree.subtree("g", Reason.MOVED_IN),
        tree.linked("g/a"),
        tree.linked("f/a2"),
        tree.object("new"));
    keep(3);
  }

  private void keep(int point) throws Exception {
    tree.shell("cp -a src kept" + point);
  }

  private LiveDaemon.Result tidemark(String command, String... more) {
    List<String> all = new ArrayList<>(List.of("rsync", command, "--dest", tree.mirror.latin1()));
    all.addAll(List.of(more));
    return LiveDaemon.tidemark(tree.state, all.toArray(new String[0]));
  }

  private LiveDaemon.Result restore(String at, String... more) {
    List<String> all = new ArrayList<>(List.of("--at", at, "--to", tree.folder.latin1() + "/out"));
    all.addAll(List.of(more));
    return tidemark("restore", all.toArray(new String[0]));
  }

  private void assertRestored(int point) throws Exception {
    assertThat(tree.shell(Mirrored.COMPARE + " kept" + point + "/ out/")).isEmpty();
  }

  @Test
  void everyPointIsListedAndComesBack() throws Exception {
    LiveDaemon.Result points = tidemark("points");
    assertThat(points.code()).as(points.toString()).isZero();
    assertThat(points.out().lines()).hasSize(4);
    for (int point = 1; point <= 3; point++) {
      LiveDaemon.Result result = restore(Integer.toString(point));
      assertThat(result.code()).as(result.toString()).isZero();
      assertRestored(point);
    }
    assertThat(restore("newest").code()).isZero();
    assertRestored(3);
    assertThat(restore("2d").code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(restore("tomorrow").code()).isEqualTo(ExitCode.USAGE.number());
  }

  @ParameterizedTest
  @CsvSource({
    "4, FAILED",
    "0, FAILED",
    "99999999, FAILED",
    "2020-01-01T00:00, FAILED",
    "-1, USAGE",
    "999999999999999999999, USAGE",
    "'', USAGE",
    "1x, USAGE",
    "../1, USAGE"
  })
  void aPointThatIsNotThereIsNamedAndNothingIsMade(String at, ExitCode code) throws Exception {
    LiveDaemon.Result result = restore(at);
    assertThat(result.code()).as(result.toString()).isEqualTo(code.number());
    assertThat(result.err()).contains("tidemark: ").doesNotContain("Exception");
    assertThat(tree.shell("ls")).doesNotContain("out");
    tree.assertIdentical();
  }

  @Test
  void namesAreRestoredAloneWithTheDirectoriesAbove() throws Exception {
    assertThat(restore("1", "d/e/b", "f").code()).isZero();
    assertThat(tree.shell("cd out; find . | sort"))
        .isEqualTo(".\n./d\n./d/e\n./d/e/b\n./f\n./f/a2\n");
    assertThat(tree.shell("cd out; stat -c '%n %Y %a' . d d/e d/e/b f f/a2"))
        .isEqualTo(tree.shell("cd kept1; stat -c '%n %Y %a' . d d/e d/e/b f f/a2"));
    LiveDaemon.Result missing = restore("1", "new");
    assertThat(missing.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(missing.err()).contains("./new was not there at point 1");
    assertThat(restore("3", "nowhere/x").code()).isEqualTo(ExitCode.FAILED.number());
  }

  @Test
  void whatIsInTheDirectoryIsNotOverwrittenUnasked() throws Exception {
    tree.shell("mkdir out; echo mine >out/d");
    LiveDaemon.Result refused = restore("1");
    assertThat(refused.code()).as(refused.toString()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(tree.shell("cat out/d")).isEqualTo("mine\n");
    assertThat(restore("1", "--overwrite").code()).isZero();
    assertRestored(1);
  }

  @Test
  void whatCameIntoARestoredDirectoryIsNotDeletedUnasked() throws Exception {
    assertThat(restore("1").code()).isZero();
    tree.shell("mkdir other; echo mine >other/x; mv other out/d/");
    LiveDaemon.Result refused = restore("2");
    assertThat(refused.code()).as(refused.toString()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(refused.err()).contains("was made or changed after the restore");
    assertThat(tree.shell("cat out/d/other/x")).isEqualTo("mine\n");
    assertThat(restore("2", "--overwrite").code()).isZero();
    assertRestored(2);
  }

  @Test
  void aDirectoryInThePlaceOfARestoredOneIsNotOverwrittenUnasked() throws Exception {
    assertThat(restore("1").code()).isZero();
    tree.shell("mv out old; mkdir out; echo 5 >out/mine");
    LiveDaemon.Result refused = restore("2");
    assertThat(refused.code()).as(refused.toString()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(refused.err()).contains("no restore made it");
    assertThat(tree.shell("cat out/mine")).isEqualTo("5\n");
  }

  @Test
  void aLinkMayTakeThePlaceOfADirectoryThatNobodyVouchesFor() throws Exception {
    tree.shell("mkdir src/x; echo 5 >src/x/y");
    tree.incremental(tree.subtree("x", Reason.MOVED_IN));
    tree.shell("rm -r src/x; ln src/new src/x");
    tree.incremental(tree.linked("new"), tree.linked("x"));
    keep(5);
    assertThat(restore("4").code()).isZero();
    tree.shell("rm out.tidemark-restore");
    LiveDaemon.Result result = restore("5", "--overwrite");
    assertThat(result.code()).as(result.toString()).isZero();
    assertRestored(5);
  }

  @Test
  void mirrorPointsAndSourceAreNoPlacesToRestoreTo() throws Exception {
    for (String place :
        List.of("dst", "dst/x", "dst.points", "dst.points/1", "src", "src/x", ".")) {
      LiveDaemon.Result result =
          tidemark(
              "restore", "--at", "1", "--overwrite", "--to", tree.folder.latin1() + "/" + place);
      assertThat(result.code()).as(place + " " + result).isEqualTo(ExitCode.REFUSED.number());
    }
    tree.assertIdentical();
  }

  @Test
  void aMirrorOnAnotherMachineIsRestoredByRsyncsPull() throws Exception {
    Path servers = Files.createDirectory(temporary.resolve("servers"));
    try (Remote there = Remote.start(Remote.Way.SSH, temporary, servers, "rsync")) {
      UserOptions ssh = there.options();
      for (int point = 1; point <= 3; point++) {
        LiveDaemon.Result result =
            LiveDaemon.tidemark(
                tree.state,
                "rsync",
                "restore",
                "--dest",
                there.destination("dst"),
                "--rsh=" + ssh.shell().command(),
                "--rsync-path=rsync",
                "--at",
                Integer.toString(point),
                "--to",
                tree.folder.latin1() + "/out");
        assertThat(result.code()).as(result.toString()).isZero();
        assertRestored(point);
      }
    }
  }

  @Test
  void expiredPointsAreGoneAndTheOthersComeBack() throws Exception {
    LiveDaemon.Result dry = tidemark("expire", "--keep-last", "1", "--dry-run");
    assertThat(dry.out()).as(dry.toString()).contains("to drop:  2 points [1, 2]");
    assertThat(tidemark("points").out().lines()).hasSize(4);
    tree.shell("sed -i 's/\"millis\":/\"millis\":1/' dst.points/00000002/done");
    LiveDaemon.Result result = tidemark("expire", "--keep-last", "1", "--keep-daily", "2");
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out()).contains("dropped:  1 points [1]");
    assertThat(restore("1").code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(restore("2").code()).isZero();
    assertRestored(2);
    assertThat(tidemark("expire").code()).isEqualTo(ExitCode.USAGE.number());
  }

  @Test
  void damagedFilesOfMirrorAndPointsAreFound() throws Exception {
    LiveDaemon.Result whole = tidemark("verify", "--at", "1");
    assertThat(whole.code()).as(whole.toString()).isZero();
    // On the mirror g/a and new; saved what each of them was before, d/e/b, and d/a as it was
    // first.
    assertThat(whole.out()).contains("files:    6\n").contains("no difference");
    tree.shell("t=$(stat -c %y dst/new); echo X >dst/new; touch -d \"$t\" dst/new");
    LiveDaemon.Result mirror = tidemark("verify");
    assertThat(mirror.code()).isEqualTo(ExitCode.FOUND.number());
    assertThat(mirror.out()).contains("differs:  ./new: has other content");
    String saved = tree.shell("cd dst.points; find . -path '*tree/d/e/b'").strip();
    String damage = "t=$(stat -c %y \"$1\"); echo X >\"$1\"; touch -d \"$t\" \"$1\"";
    tree.shell(damage, "dst.points/" + saved);
    assertThat(tidemark("verify").out()).doesNotContain("d/e/b");
    assertThat(tidemark("verify", "--at", "1").out()).contains(saved + ": has other content");
  }
}
