package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Reason;
import org.tidemark.rsync.points.Step;

/** What undoes a backup is beside the mirror when the backup is done. */
class PointsTest {
  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makeTree() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir -p src/d/e src/f; echo 1 >src/d/a; echo 2 >src/d/e/b; echo 3 >src/f/c");
  }

  @Test
  void theChainBeginsWithTheFirstBackup() throws Exception {
    tree.full();
    RecordedStep first = RecordedStep.newest(tree);
    assertThat(first.step.follows()).isZero();
    assertThat(first.step.isPoint()).isTrue();
    assertThat(first.before).isEmpty();
    assertThat(first.step.done().orElseThrow().end()).isEqualTo(tree.journal.base());
    tree.shell("echo 9 >src/d/a");
    tree.incremental(tree.object("d/a"));
    assertThat(RecordedStep.chain(tree).points()).extracting(Step::number).containsExactly(1L, 2L);
    assertThat(tree.shell("stat -c %a dst.points dst.points/00000002")).isEqualTo("700\n700\n");
  }

  @Test
  void aChangedFileIsSavedAndANewOneIsNoted() throws Exception {
    tree.full();
    tree.shell("echo new >src/d/n; echo changed >src/d/a; mkdir -p src/x/y; touch src/x/y/z");
    tree.incremental(
        tree.object("d/n"), tree.object("d/a"), tree.object("x"), tree.object("x/y/z"));
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.wasAbsent("./d/n")).isTrue();
    assertThat(step.wasAbsent("./x")).isTrue();
    assertThat(step.at("./d/a").attributes().size()).isEqualTo(2);
    assertThat(step.before.keySet()).containsExactly(".", "./d", "./d/a", "./d/n", "./x");
    assertThat(tree.shell("cat dst.points/00000002/tree/d/a")).isEqualTo("1\n");
  }

  @ParameterizedTest
  @MethodSource("org.tidemark.rsync.OddNamesTest#names")
  void namesOfAnyBytesAreRecorded(String name) throws Exception {
    tree.shell("echo 1 >\"src/$1\"; mkdir -p \"src/d/$1/$1\"; setfacl -m u:5:r \"src/$1\"", name);
    tree.shell("mkdir \"src/f/$1\"; echo 1 >\"src/f/$1/$1\"", name);
    tree.full();
    tree.shell("echo 2 >\"src/$1\"; rm -r \"src/d/$1\"; rm -r \"src/f/$1\"; mkdir src/m", name);
    tree.shell("echo 5 >\"src/m/$1\"; setfattr -n user.x -v 1 \"src/$1\"", name);
    tree.incremental(
        tree.object(name),
        tree.contents("d"),
        tree.subtree("f", Reason.DAEMON_DOWN),
        tree.subtree("m", Reason.CREATED));
    RecordedStep step = RecordedStep.newest(tree);
    String own = "./" + name;
    assertThat(step.at(own).attributes().size()).isEqualTo(2);
    assertThat(step.xattrs.get(own)).hasSize(1);
    assertThat(step.at("./d/" + name).attributes().isDirectory()).isTrue();
    assertThat(step.at("./f/" + name + "/" + name).attributes().type()).isEqualTo('f');
    assertThat(step.wasAbsent("./m")).isTrue();
    assertThat(step.before).doesNotContainKey("./m/" + name);
    tree.shell("test -d \"dst.points/00000002/tree/d/$1/$1\"", name);
    assertThat(tree.shell("cat \"dst.points/00000002/tree/f/$1/$1\"", name)).isEqualTo("1\n");
    assertThat(step.sums().lines()).hasSize(2);
  }

  @Test
  void aclsAndXattrsOfDirectoriesAreRecorded() throws Exception {
    tree.shell("setfacl -m u:5:rx,d:u:6:r src/d; setfattr -n user.a -v old src/d src/d/a");
    tree.full();
    tree.shell("setfacl -b src/d; setfattr -n user.a -v new src/d; chown 7:8 src/d");
    tree.incremental(tree.object("d"));
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.xattrs).containsOnlyKeys("./d");
    assertThat(step.xattrs.get("./d"))
        .hasSize(3)
        .contains("user.a=0x6f6c64")
        .anyMatch(line -> line.startsWith("system.posix_acl_default="));
    assertThat(step.at("./d").attributes().user()).isZero();
  }

  @Test
  void typesMayChangeBothWays() throws Exception {
    tree.shell("mkdir -p src/tree/x; echo 1 >src/tree/x/z; echo 1 >src/file; ln -s d src/l");
    tree.full();
    tree.shell("rm -r src/tree src/file src/l; echo 2 >src/tree; mkdir src/file src/l");
    tree.shell("echo 3 >src/l/x; echo 4 >src/file/y");
    tree.incremental(
        tree.object("tree"),
        tree.object("file"),
        tree.object("file/y"),
        tree.subtree("l", Reason.RECREATED));
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.at("./tree").attributes().type()).isEqualTo('d');
    assertThat(step.at("./file").attributes().type()).isEqualTo('f');
    assertThat(step.at("./l").attributes().type()).isEqualTo('l');
    assertThat(tree.shell("cd dst.points/00000002/tree; cat tree/x/z file; readlink l"))
        .isEqualTo("1\n1\nd\n");
  }

  @Test
  void aLinkOfTheMirrorLeadsNoRecordOutOfIt() throws Exception {
    tree.shell("mkdir out; echo 1 >out/x; ln -s ../out src/s");
    tree.full();
    tree.shell("rm src/s; mkdir src/s; echo 2 >src/s/x");
    tree.incremental(tree.object("s"), tree.object("s/x"));
    assertThat(RecordedStep.newest(tree).before.keySet()).containsExactly(".", "./s");
    assertThat(tree.shell("cat out/x")).isEqualTo("1\n");
  }

  @Test
  void whatAComparisonLeavesAloneIsNotKept() throws Exception {
    tree.shell("mkdir src/big; touch src/big/{1..300}; ln src/big/1 src/big/linked");
    tree.full();
    tree.shell("chmod 600 src/big/1; echo 1 >src/big/new; rm src/big/7; mkdir -p src/big/p/q");
    tree.incremental(tree.subtree("big", Reason.DAEMON_DOWN));
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.before.keySet())
        .containsExactly(
            ".", "./big", "./big/1", "./big/7", "./big/linked", "./big/new", "./big/p");
    assertThat(step.wasAbsent("./big/p")).isTrue();
    assertThat(step.mode("./big/linked")).isEqualTo("644");
  }

  @Test
  void aComparisonOfEverythingIsAStepOfItsChanges() throws Exception {
    tree.full();
    tree.shell("rm -r src/d/e; echo 7 >src/f/c");
    tree.incremental(Entry.of(EntryKind.SUBTREE, tree.source, Reason.DAEMON_DOWN));
    RecordedStep step = RecordedStep.newest(tree);
    assertThat(step.step.follows()).isEqualTo(1);
    assertThat(step.before.keySet()).containsExactly(".", "./d", "./d/e", "./d/e/b", "./f/c");
  }

  @Test
  void anInterruptedRunLeavesAStepThatIsNoPoint() throws Exception {
    tree.full();
    tree.shell("mkdir bin; cp $(command -v rsync) bin/real");
    tree.shell(
        "printf '%s\\n' '#!/bin/sh' 'case \"$*\" in *backup-dir*dst/) rsync \"$@\"; exit 12;; esac'"
            + " 'exec rsync \"$@\"' >bin/rsync; chmod +x bin/rsync");
    tree.shell("echo new >src/d/a; rm -r src/f");
    tree.journal.lists(tree.object("d/a"), tree.removed("f"));
    Mirrored.Outcome cut = tree.backup(tree.request(), tree.folder.latin1() + "/bin/rsync");
    assertThat(cut.code()).isEqualTo(ExitCode.FAILED);
    RecordedStep broken = RecordedStep.newest(tree);
    assertThat(broken.step.isPoint()).isFalse();
    assertThat(broken.at("./f").attributes().isDirectory()).isTrue();
    tree.incremental(tree.object("d/a"), tree.removed("f"));
    assertThat(RecordedStep.chain(tree).steps())
        .extracting(Step::number)
        .containsExactly(1L, 2L, 3L);
    assertThat(RecordedStep.chain(tree).points()).extracting(Step::number).containsExactly(1L, 3L);
    assertThat(RecordedStep.newest(tree).wasAbsent("./f")).isTrue();
  }

  @Test
  void aRunWithoutPointsEndsTheChain() throws Exception {
    tree.full();
    tree.shell("echo new >src/d/a");
    tree.journal.lists(tree.object("d/a"));
    assertThat(tree.backup(tree.withoutPoints()).code()).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("ls dst.points")).isEqualTo("00000001\nformat\n");
    tree.incremental();
    assertThat(RecordedStep.chain(tree).steps()).extracting(Step::number).containsExactly(2L);
  }

  @Test
  void aMirrorThatWasPutBackInTimeBeginsAnewChain() throws Exception {
    tree.full();
    tree.shell("cp dst.tidemark old");
    tree.shell("echo new >src/d/a");
    tree.incremental(tree.object("d/a"));
    tree.shell("cp old dst.tidemark; sed -i s,/1\\\",/2\\\", dst.tidemark");
    tree.incremental(tree.object("d/a"));
    assertThat(RecordedStep.newest(tree).step.follows()).isZero();
  }

  @Test
  void aDryRunRecordsNothing() throws Exception {
    tree.full();
    BackupRequest plain = tree.request();
    tree.shell("rm -r src/d");
    tree.journal.lists(tree.removed("d"));
    BackupRequest dry =
        new BackupRequest(
            plain.consumer(), plain.source(), plain.destination(), Level.INCREMENTAL, false, true);
    assertThat(tree.backup(dry).code()).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("ls dst.points; ls dst")).isEqualTo("00000001\nformat\nd\nf\n");
  }

  @Test
  void checksumsAreThoseOfTheMirrorsFiles() throws Exception {
    tree.full();
    tree.shell("echo 5 >src/d/a; echo 6 >src/f/c; echo 7 >src/f/n");
    tree.incremental(tree.object("d/a"), tree.contents("f"));
    String expected =
        tree.shell(
            "cd dst; for f in d/a f/c f/n; do echo \"$(stat -c %i $f) $(find $f -printf %T@ | sed"
                + " 's/0$//') $(stat -c %s $f) $(md5sum <$f | cut -c-32)\"; done | sort");
    assertThat(RecordedStep.newest(tree).sums().lines().sorted().toList())
        .isEqualTo(expected.lines().toList());
  }

  @Test
  void aPointsFolderInTheMirrorOrOnAnotherFilesystemIsRefused() throws Exception {
    tree.full();
    assertThat(tree.backup(withPoints(tree.mirror.latin1() + "/p")).code())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(tree.backup(withPoints(tree.source.latin1() + "/p")).code())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(tree.backup(withPoints("/proc")).text()).contains("another filesystem");
    assertThat(tree.backup(withPoints(tree.folder.latin1() + "/other")).code())
        .isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("ls other")).isEqualTo("00000001\nformat\n");
  }

  private BackupRequest withPoints(String folder) {
    BackupRequest plain = tree.request();
    return new BackupRequest(
        plain.consumer(),
        plain.source(),
        plain.destination(),
        Level.INCREMENTAL,
        false,
        false,
        UserOptions.NONE,
        new BackupRequest.PointsChoice(true, folder));
  }

  @Test
  void aMirrorInsideTheSourceHasItsPointsThereAndCopiesThemNever() throws Exception {
    BackupRequest plain = tree.request();
    BackupRequest inside =
        new BackupRequest(
            plain.consumer(),
            plain.source(),
            tree.source.latin1() + "/mirror",
            Level.INCREMENTAL,
            false,
            false);
    assertThat(tree.backup(inside).code()).isEqualTo(ExitCode.DONE);
    tree.shell("echo 5 >src/d/a");
    tree.journal.lists(tree.contents("d"), tree.contents("."));
    assertThat(tree.backup(inside).code()).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("ls src src/mirror"))
        .isEqualTo(
            "src:\nd\nf\nmirror\nmirror.points\nmirror.tidemark\nmirror.tidemark-lock\n\n"
                + "src/mirror:\nd\nf\n");
  }
}
