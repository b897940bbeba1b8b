package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;

/** Sequences in which a mirror made from lists loses data, unless somebody thought of them. */
class HazardTest {
  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makeTree() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir -p src/d/e src/f; echo 1 >src/d/a; echo 2 >src/d/e/b; echo 3 >src/f/c");
  }

  /** For what happens in the middle of a backup. */
  private Runnable doing(String script) {
    return () -> {
      try {
        tree.shell(script);
      } catch (TidemarkException e) {
        throw new AssertionError(e);
      }
    };
  }

  private BackupRequest onto(String mirror, boolean adopt) {
    BackupRequest plain = tree.request();
    String path = tree.folder.latin1() + "/" + mirror;
    return new BackupRequest(
        plain.consumer(), plain.source(), path, Level.INCREMENTAL, adopt, false);
  }

  @Test
  void hazard3AnotherDestinationStartsWithEverything() throws Exception {
    tree.full();
    tree.shell("echo 4 >src/f/new");
    tree.journal.lists();
    Mirrored.Outcome other = tree.backup(onto("second", false));
    assertThat(other.report().header().level()).isEqualTo(Level.FULL);
    assertThat(tree.shell(Mirrored.COMPARE + " src/ second/")).isEmpty();
    assertThat(tree.journal.lastCall().destination()).endsWith("/second");
  }

  @Test
  void hazard3ADestinationThatWasRolledBackIsComparedAsAWhole() throws Exception {
    tree.full();
    tree.shell("cp -a dst.tidemark old; cp -a dst dst.old; echo 2 >src/d/a");
    tree.incremental(tree.object("d/a"));
    tree.shell("cp -a old dst.tidemark; cp -a --remove-destination dst.old/. dst/");
    Mirrored.Outcome outcome = tree.incremental();
    assertThat(outcome.report().plan().passes()).containsExactly(Pass.COMPARE);
  }

  @Test
  void hazard3ADestinationWhoseDiskIsNotThereIsRefused() throws Exception {
    tree.full();
    tree.shell("mv dst elsewhere; mkdir dst");
    assertThat(tree.backup().code()).isEqualTo(ExitCode.REFUSED);
    tree.shell("rmdir dst");
    assertThat(tree.backup().code()).isEqualTo(ExitCode.REFUSED);
    tree.shell("rm dst.tidemark; mkdir dst");
    assertThat(tree.backup().code()).isEqualTo(ExitCode.REFUSED);
    assertThat(tree.backup(tree.adopting()).code()).isEqualTo(ExitCode.DONE);
    tree.assertIdentical();
  }

  @Test
  void hazard4NamesInTwoPassesBecomeOneFileAgain() throws Exception {
    tree.shell("ln src/d/a src/f/a2");
    tree.full();
    tree.shell("mv src/d/e src/e2; ln src/d/a src/e2/a3; echo 5 >>src/f/a2");
    tree.incremental(
        tree.removed("d/e"),
        tree.subtree("e2", Reason.MOVED_IN),
        tree.linked("d/a"),
        tree.linked("e2/a3"),
        tree.linked("f/a2"));
  }

  @Test
  void hazard9ADirectoryThatBecameALinkAfterTheListingIsCopiedAsALink() throws Exception {
    tree.shell("mkdir out; echo secret >out/a; echo secret >out/b; echo 9 >out/c");
    tree.full();
    tree.shell("echo 2 >src/d/a");
    tree.journal.whileListing(
        doing("rm -r src/d/e src/f; ln -s ../../out src/d/e; ln -s ../out src/f"));
    tree.incremental(
        tree.object("d/a"),
        tree.object("d/e/b"),
        tree.contents("d/e"),
        tree.contents("f"),
        tree.object("f/c"));
    assertThat(tree.shell("readlink dst/d/e dst/f")).isEqualTo("../../out\n../out\n");
  }

  @Test
  void hazard9ADirectoryThatBecameAFileAfterTheListingIsCopiedAsAFile() throws Exception {
    tree.full();
    tree.journal.whileListing(doing("rm -r src/d; echo file >src/d"));
    tree.incremental(
        tree.object("d/a"), tree.removed("d/e/b"), tree.subtree("d/e", Reason.CREATED));
  }

  @Test
  void hazard9ALinkInPlaceOfATreeIsNotFollowed() throws Exception {
    tree.shell("mkdir out; echo secret >out/a");
    tree.full();
    tree.shell("rm -r src/f; ln -s ../out src/f");
    tree.incremental(tree.subtree("f", Reason.MOVED_IN));
  }

  @Test
  void hazard10SwappedDirectoriesOfEqualNamesSizesAndTimesAreSwappedOnTheMirror() throws Exception {
    tree.shell(
        "mkdir src/v1 src/v2; echo 1 >src/v1/c; echo 2 >src/v2/c;"
            + " touch -d 2020-01-01 src/v1/c src/v2/c src/v1 src/v2");
    tree.full();
    tree.shell("mv src/v1 src/t; mv src/v2 src/v1; mv src/t src/v2");
    tree.incremental(tree.subtree("v1", Reason.MOVED_IN), tree.subtree("v2", Reason.MOVED_IN));
    assertThat(tree.shell("cat dst/v1/c dst/v2/c")).isEqualTo("2\n1\n");
  }

  @Test
  void hazard10ARewriteOfTheSameSizeAndTimeIsSeenByEveryPass() throws Exception {
    String rewrite = "touch -r src/d/a ref; echo $1 >src/d/a; touch -r ref src/d/a; rm ref";
    tree.full();
    tree.shell(rewrite, "4");
    tree.incremental(tree.contents("d"));
    assertThat(tree.shell("cat dst/d/a")).isEqualTo("4\n");
    tree.shell(rewrite, "5");
    tree.incremental(tree.subtree("d", Reason.QUEUE_OVERFLOW));
    assertThat(tree.shell("cat dst/d/a")).isEqualTo("5\n");
    tree.shell(rewrite, "6");
    BackupRequest plain = tree.request();
    tree.backup(
        new BackupRequest(
            plain.consumer(), plain.source(), plain.destination(), Level.FULL, false, false));
    assertThat(tree.shell("cat dst/d/a")).isEqualTo("6\n");
  }

  @Test
  void hazard10ARemovedTreeMayHoldAnyNumberOfNames() throws Exception {
    tree.shell(
        "mkdir -p src/big/x; touch src/big/x/{1..300}; mkdir -p src/turn/x; touch src/turn/x/{1..50}");
    tree.full();
    tree.shell("rm -r src/big src/turn; echo file >src/turn");
    assertThat(tree.incremental(tree.removed("big"), tree.object("turn")).report().deleted())
        .isGreaterThanOrEqualTo(302);
  }

  @Test
  void hazard10AListedDirectoryThatGoesMeanwhileDoesNotTakeUncountedNamesAlong() throws Exception {
    tree.full();
    String racing = rsyncWhileWhichADirectoryGoes();
    tree.journal.lists(tree.object("f"));
    Mirrored.Outcome outcome = tree.backup(tree.withoutPoints(), racing);
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.REFUSED);
    assertThat(tree.journal.log()).endsWith("abort");
    tree.incremental(tree.removed("f"));
  }

  @Test
  void hazard10AListedDirectoryThatGoesMeanwhileStaysUntilItsContentIsRecorded() throws Exception {
    tree.full();
    String racing = rsyncWhileWhichADirectoryGoes();
    tree.journal.lists(tree.object("f"));
    Mirrored.Outcome outcome = tree.backup(tree.request(), racing);
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("ls dst/f | wc -l")).isEqualTo("41\n");
    assertThat(tree.incremental(tree.removed("f")).report().deleted()).isEqualTo(42);
  }

  private String rsyncWhileWhichADirectoryGoes() throws Exception {
    tree.shell("touch dst/f/{1..40}; mkdir bin");
    tree.shell(
        "printf '%s\\n' '#!/bin/sh' 'case \"$*\" in *max-delete*dst/) rm -r f;; esac'"
            + " 'exec rsync \"$@\"' >bin/rsync; chmod +x bin/rsync");
    return tree.folder.latin1() + "/bin/rsync";
  }

  @Test
  void hazard16AnInterruptedRunIsRepeatedInFull() throws Exception {
    tree.full();
    tree.shell("echo 2 >src/d/a; rm -r src/f");
    tree.journal.failsToCommit(true);
    tree.journal.lists(tree.object("d/a"), tree.removed("f"));
    assertThat(tree.backup().code()).isEqualTo(ExitCode.FAILED);
    tree.journal.failsToCommit(false);
    Mirrored.Outcome again = tree.incremental(tree.object("d/a"), tree.removed("f"));
    assertThat(again.report().plan().passes()).containsExactly(Pass.COMPARE);
  }

  /** After it, directories are gone over for what rsync left; rsync fails where it finds a file. */
  @Test
  void hazard16AfterAnInterruptedRunADirectoryMayBeWhereTheMirrorHasAFile() throws Exception {
    tree.shell("echo 1 >src/p; mkdir bin");
    tree.full();
    tree.shell(
        "printf '%s\\n' '#!/bin/sh' 'case \"$*\" in *max-delete*dst/) exit 12;; esac'"
            + " 'exec rsync \"$@\"' >bin/rsync; chmod +x bin/rsync");
    tree.shell("rm src/p; mkdir -p src/p/m; echo 2 >src/p/m/x; touch dst/d/.a.AbCdEf");
    tree.journal.lists(tree.object("p"));
    String cut = tree.folder.latin1() + "/bin/rsync";
    assertThat(tree.backup(tree.request(), cut).code()).isEqualTo(ExitCode.FAILED);
    tree.incremental(
        tree.object("p"), tree.object("p/m"), tree.object("p/m/x"), tree.object("d/a"));
  }

  @Test
  void hazard18TheBaseMovesToTheEndThatWasFixedBeforeTheListing() throws Exception {
    tree.full();
    long before = tree.journal.base();
    tree.shell("echo 2 >src/d/a");
    tree.journal.whileListing(doing("echo later >src/f/c"));
    tree.journal.lists(tree.object("d/a"));
    Mirrored.Outcome outcome = tree.backup();
    assertThat(outcome.report().header().end().sequence()).isGreaterThan(before);
    assertThat(tree.journal.base()).isEqualTo(outcome.report().header().end().sequence());
    tree.incremental(tree.object("f/c"));
  }

  @Test
  void hazard20AMissingSourceLeavesTheMirrorAlone() throws Exception {
    tree.full();
    tree.shell("mv src gone");
    assertThat(tree.backup().code()).isEqualTo(ExitCode.REFUSED);
    tree.shell("mkdir src");
    Mirrored.Outcome empty = tree.backup();
    assertThat(empty.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(empty.text()).contains("--adopt");
    assertThat(tree.shell("cat dst/d/a")).isEqualTo("1\n");
    assertThat(tree.journal.log()).containsExactly("open FULL", "commit");
  }

  @Test
  void hazard20ASourceReplacedOnPurposeIsComparedAsAWhole() throws Exception {
    tree.full();
    tree.shell("cp -a src copy; rm -r src; mv copy src; rm src/d/a");
    assertThat(tree.backup().code()).isEqualTo(ExitCode.REFUSED);
    Mirrored.Outcome adopted = tree.backup(tree.adopting());
    assertThat(adopted.code()).isEqualTo(ExitCode.DONE);
    assertThat(adopted.report().plan().passes()).containsExactly(Pass.COMPARE);
    tree.assertIdentical();
    tree.incremental();
  }

  @Test
  void hazard20ASourceReplacedBetweenListingAndCopyingLeavesTheMirrorAlone() throws Exception {
    tree.full();
    tree.journal.whileListing(doing("mv src gone; mkdir src"));
    tree.journal.lists(
        tree.object("d/a"), tree.removed("f"), tree.subtree("d", Reason.DAEMON_DOWN));
    assertThat(tree.backup().code()).isEqualTo(ExitCode.REFUSED);
    assertThat(tree.shell("cat dst/d/a dst/f/c")).isEqualTo("1\n3\n");
    assertThat(tree.journal.log()).endsWith("abort");
  }

  @Test
  void hazard20AnEmptyMountPointNeverEmptiesTheMirror() throws Exception {
    Assumptions.assumeTrue(isRoot(), "mounting needs root");
    tree.journal.nested();
    tree.shell("mkdir src/vol; mount -t tmpfs none src/vol; echo 7 >src/vol/x");
    try {
      tree.full();
    } finally {
      tree.shell("umount src/vol");
    }
    tree.shell("echo 2 >src/d/a");
    tree.journal.lists(
        tree.object("d/a"), tree.subtree("vol", Reason.NOT_MOUNTED), tree.removed("vol/x"));
    Mirrored.Outcome outcome = tree.backup();
    assertThat(outcome.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(tree.shell("cat dst/vol/x dst/d/a")).isEqualTo("7\n2\n");
    assertThat(tree.journal.log()).endsWith("abort");
    BackupRequest plain = tree.request();
    BackupRequest full =
        new BackupRequest(
            plain.consumer(), plain.source(), plain.destination(), Level.FULL, false, false);
    tree.backup(full);
    assertThat(tree.shell("cat dst/vol/x")).isEqualTo("7\n");
  }

  @Test
  void hazard20WhatIsMountedOverStaysInTheMirrorAndTheForeignFilesystemStaysOut() throws Exception {
    Assumptions.assumeTrue(isRoot(), "mounting needs root");
    tree.shell("mkdir -p 'src/m[1]/sub'; echo 7 >'src/m[1]/x'; echo 8 >'src/m[1]/sub/y'");
    tree.full();
    tree.shell("mount -t tmpfs none 'src/m[1]'; echo 9 >'src/m[1]/foreign'; echo 2 >src/d/a");
    try {
      tree.journal.lists(
          tree.object("d/a"), tree.subtree("m[1]", Reason.MOUNTED_OVER), tree.removed("m[1]/x"));
      assertThat(tree.backup().code()).isEqualTo(ExitCode.DONE);
      assertThat(tree.shell("cat dst/d/a dst/m*/x dst/m*/sub/y; ls dst/m*"))
          .isEqualTo("2\n7\n8\nsub\nx\n");
      BackupRequest plain = tree.request();
      BackupRequest full =
          new BackupRequest(
              plain.consumer(), plain.source(), plain.destination(), Level.FULL, false, false);
      assertThat(tree.backup(full).code()).isEqualTo(ExitCode.DONE);
      assertThat(tree.shell("cat dst/m*/x; ls dst/m*")).isEqualTo("7\nsub\nx\n");
    } finally {
      tree.shell("umount 'src/m[1]'");
    }
    tree.incremental(tree.subtree("m[1]", Reason.MOUNT_CHANGED));
  }

  private boolean isRoot() throws TidemarkException {
    return tree.shell("id -u").equals("0\n");
  }

  @Test
  void hazard22OneLevelIsEnoughForContentsWhateverLiesBelow() throws Exception {
    tree.shell("mkdir src/d/{1..30}; for n in src/d/*/; do touch $n/x; done");
    tree.full();
    tree.shell("echo 1 >src/d/new; mkdir dst/d/stale; touch dst/d/stale/x");
    assertThat(tree.incremental(tree.contents("d")).report().touched()).isLessThan(5);
  }

  @Test
  void hazard25WhatIsExcludedIsNeitherCopiedNorRemovedInAnyPass() throws Exception {
    tree.shell("mkdir src/cache src/d/tmp; touch src/cache/1 src/d/tmp/1 src/d/x.swp 'src/f/a[1]'");
    tree.journal.excludes(
        tree.path("cache").latin1(), "tmp", "*.swp", tree.path("f/a[1]").latin1());
    assertThat(tree.backup().code()).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("ls -d dst/cache dst/d/tmp dst/d/x.swp dst/f/a* 2>/dev/null | wc -l"))
        .isEqualTo("0\n");
    tree.shell("mkdir dst/cache dst/d/tmp; touch dst/d/kept.swp; echo 4 >src/d/n");
    for (var entry :
        new Entry[] {
          tree.contents("d"),
          tree.subtree("d", Reason.DAEMON_DOWN),
          tree.subtree("d", Reason.MOVED_IN),
          tree.object("d/x.swp"),
          tree.subtree("cache", Reason.CREATED)
        }) {
      tree.journal.lists(entry);
      assertThat(tree.backup().code()).isEqualTo(ExitCode.DONE);
      assertThat(tree.shell("ls -A dst dst/cache dst/d dst/d/tmp"))
          .contains("kept.swp", "cache", "tmp")
          .doesNotContain("x.swp");
    }
    tree.shell("rm -r src/d");
    tree.journal.lists(tree.removed("d"));
    assertThat(tree.backup().code()).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("ls -A dst")).isEqualTo("cache\nf\n");
  }

  @Test
  void hazard25AMirrorAndAStateFolderBelowTheSourceAreNotMirrored() throws Exception {
    BackupRequest inside = onto("src/backup/mirror", false);
    tree.shell("mkdir src/backup");
    assertThat(tree.backup(inside).code()).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("ls -A src/backup/mirror/backup src/backup/mirror"))
        .doesNotContain("mirror.tidemark")
        .doesNotContain("mirror\n");
    tree.shell("echo 2 >src/d/a");
    tree.journal.lists(
        tree.object("d/a"),
        tree.object("backup/mirror/d/a"),
        tree.object("backup/mirror.tidemark"),
        tree.subtree("backup", Reason.DAEMON_DOWN));
    assertThat(tree.backup(inside).code()).isEqualTo(ExitCode.DONE);
    assertThat(
            tree.shell(
                "cat src/backup/mirror/d/a; find src/backup/mirror -mindepth 1 -name 'mirror*'"))
        .isEqualTo("2\n");
  }

  @Test
  void hazard25AMirrorThatHoldsItsSourceIsRefused() throws Exception {
    assertThat(tree.backup(onto("src", true)).code()).isEqualTo(ExitCode.REFUSED);
    assertThat(tree.backup(onto(".", true)).code()).isEqualTo(ExitCode.REFUSED);
  }
}
