package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;

/** What does not end well moves nothing, and says why. */
class RefusalTest {
  /** Too long stands for every error that says nothing about whether the name is there. */
  private static final String UNREADABLE = "d/" + "x".repeat(300);

  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makeTree() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir src/d bin; echo 1 >src/d/a");
  }

  /** A program that is rsync but for one thing. */
  private String rsync(String script) throws Exception {
    tree.shell("printf '#!/bin/sh\\n%s\\n' \"$1\" >bin/rsync; chmod +x bin/rsync", script);
    return tree.folder.latin1() + "/bin/rsync";
  }

  private String rsyncThatEndsWith(int exit) throws Exception {
    return rsync(
        "case \"$*\" in *dst/) echo 'rsync: it hurts' >&2; exit "
            + exit
            + ";; esac; exec rsync \"$@\"");
  }

  @ParameterizedTest
  @CsvSource({"23, PARTIAL", "25, REFUSED", "12, FAILED", "11, FAILED", "30, FAILED", "99, FAILED"})
  void aFailureOfRsyncLeavesTheBaseWhereItWas(int exit, ExitCode code) throws Exception {
    tree.full();
    long base = tree.journal.base();
    tree.shell("echo 2 >src/d/a");
    tree.journal.lists(tree.object("d/a"));
    Mirrored.Outcome outcome = tree.backup(tree.request(), rsyncThatEndsWith(exit));
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.text()).contains("exit " + exit);
    assertThat(tree.messages).contains("rsync: it hurts");
    assertThat(tree.journal.log()).endsWith("abort");
    assertThat(tree.journal.base()).isEqualTo(base);
    tree.incremental(tree.object("d/a"));
  }

  @Test
  void namesThatVanishedAndAreGoneDoNotCount() throws Exception {
    tree.full();
    String gone = tree.path("gone\\#012x").latin1();
    String fake =
        rsync(
            "case \"$*\" in *dst/) echo 'file has vanished: \""
                + gone
                + "\"' >&2; exit 24;; esac; exec rsync \"$@\"");
    tree.journal.lists(tree.object("gone\nx"));
    assertThat(tree.backup(tree.request(), fake).code()).isEqualTo(ExitCode.DONE);
    assertThat(tree.journal.log()).endsWith("commit");
  }

  @Test
  void namesThatVanishedAndAreThereAgainStayPending() throws Exception {
    tree.full();
    tree.shell("touch $'src/back\\nx'");
    String back = tree.path("back\\#012x").latin1();
    String fake =
        rsync(
            "case \"$*\" in *dst/) echo 'file has vanished: \""
                + back
                + "\"' >&2; exit 24;; esac; exec rsync \"$@\"");
    tree.journal.lists(tree.object("back\nx"));
    Mirrored.Outcome outcome = tree.backup(tree.request(), fake);
    assertThat(outcome.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(outcome.text()).contains("back%0Ax");
    assertThat(tree.journal.log()).endsWith("abort");
  }

  @Test
  void vanishedNamesThatRsyncDoesNotNameAreNotTakenForGone() throws Exception {
    tree.full();
    String fake =
        rsync(
            "case \"$*\" in *dst/) echo 'file went away: \"/x\"' >&2; exit 24;; esac;"
                + " exec rsync \"$@\"");
    tree.journal.lists(tree.object("d/a"));
    Mirrored.Outcome outcome = tree.backup(tree.request(), fake);
    assertThat(outcome.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(outcome.text()).contains("names vanished and none that could be looked for");
    assertThat(tree.journal.log()).endsWith("abort");
  }

  @Test
  void aVanishedNameThatCannotBeLookedAtIsNotTakenForGone() throws Exception {
    tree.full();
    String fake =
        rsync(
            "case \"$*\" in *dst/) echo 'file has vanished: \""
                + tree.path(UNREADABLE).latin1()
                + "\"' >&2; exit 24;; esac; exec rsync \"$@\"");
    tree.journal.lists(tree.object(UNREADABLE));
    Mirrored.Outcome outcome = tree.backup(tree.request(), fake);
    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.text()).contains(UNREADABLE).contains("File name too long");
    assertThat(tree.journal.log()).endsWith("abort");
  }

  @Test
  void aDirectoryThatWasLeftBehindAndCannotBeLookedAtIsAnError() throws Exception {
    tree.full();
    String fake =
        rsync(
            "case \"$*\" in *dst/) echo 'cannot delete non-empty directory: "
                + UNREADABLE
                + "';; esac; exec rsync \"$@\"");
    tree.journal.lists(tree.object("d/a"));
    assertThat(tree.backup(tree.request(), fake).code()).isEqualTo(ExitCode.FAILED);
    assertThat(tree.journal.log()).endsWith("abort");
  }

  @Test
  void aDirectoryThatCouldNotBeRemovedStaysPending() throws Exception {
    tree.full();
    String fake =
        rsync(
            "case \"$*\" in *dst/) echo 'cannot delete non-empty directory: d';; esac; exec rsync \"$@\"");
    tree.journal.lists(tree.object("d/a"));
    assertThat(tree.backup(tree.request(), fake).code()).isEqualTo(ExitCode.PARTIAL);
  }

  @Test
  void aListThatIsCutShortChangesNothing() throws Exception {
    tree.full();
    tree.shell("rm -r src/d; touch src/new");
    tree.journal.lists(tree.removed("d"), tree.object("new")).cutsListsShort();
    Mirrored.Outcome outcome = tree.backup();
    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.text()).contains("cut short");
    assertThat(tree.shell("ls dst; cat dst/d/a")).isEqualTo("d\n1\n");
    assertThat(tree.journal.log()).endsWith("abort");
  }

  @Test
  void aMissingRsyncIsNamedWithItsCure() throws Exception {
    Mirrored.Outcome outcome = tree.backup(tree.request(), "/nowhere/rsync");
    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.text()).contains("Install rsync");
  }

  @Test
  void whatIsMissingAboveTheMirrorIsNamed() throws Exception {
    BackupRequest plain = tree.request();
    BackupRequest deep =
        new BackupRequest(
            plain.consumer(),
            plain.source(),
            tree.mirror.latin1() + "/a/b",
            Level.INCREMENTAL,
            false,
            false);
    Mirrored.Outcome outcome = tree.backup(deep);
    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.text()).contains("dst/a", "but the last part must be there");
    assertThat(tree.shell("ls")).doesNotContain("dst");
  }

  @ParameterizedTest
  @CsvSource({"3.1.3", "3.2.2", "2.6.9"})
  void anRsyncThatCannotDoItIsRefused(String version) throws Exception {
    String fake = rsync("echo 'rsync  version " + version + "  protocol version 31'");
    Mirrored.Outcome outcome = tree.backup(tree.request(), fake);
    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.text()).contains(version);
  }

  @Test
  void anRsyncThatDoesNotRemoveListedNamesIsCaughtWhateverItsVersion() throws Exception {
    String fake =
        rsync(
            "n=$#; while [ $n -gt 0 ]; do a=$1; shift; n=$((n-1));"
                + " [ \"$a\" = --delete-missing-args ] && a=--ignore-missing-args;"
                + " set -- \"$@\" \"$a\"; done; exec rsync \"$@\"");
    Mirrored.Outcome outcome = tree.backup(tree.request(), fake);
    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.text()).contains("listed names wrongly");
    assertThat(tree.journal.log()).isEmpty();
  }

  @Test
  void anRsyncThatGoesDeeperThanOneLevelIsCaught() throws Exception {
    String fake =
        rsync("case \" $* \" in *' -d '*) exec rsync -r \"$@\";; esac; exec rsync \"$@\"");
    assertThat(tree.backup(tree.request(), fake).text()).contains("one directory wrongly");
  }

  @Test
  void theSelfTestIsMadeOncePerProgram() throws Exception {
    String fake = rsync("echo \"$*\" >>\"" + tree.folder.latin1() + "/calls\"; exec rsync \"$@\"");
    tree.backup(tree.request(), fake);
    String calls = tree.shell("grep -c selftest calls");
    tree.backup(tree.request(), fake);
    assertThat(tree.shell("grep -c selftest calls")).isEqualTo(calls);
  }

  @Test
  void aDestinationThatIsNotEmptyAtFirstUseIsRefused() throws Exception {
    tree.shell("mkdir dst; touch dst/precious");
    Mirrored.Outcome outcome = tree.backup();
    assertThat(outcome.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(outcome.text()).contains("--adopt");
    assertThat(tree.shell("ls dst")).isEqualTo("precious\n");
    assertThat(tree.backup(tree.adopting()).code()).isEqualTo(ExitCode.DONE);
    tree.assertIdentical();
  }

  private void interruptTheFirstCopy() throws Exception {
    String half =
        rsync(
            "case \"$*\" in *dst/) rsync -aHAX --exclude=z ./ '"
                + tree.mirror.latin1()
                + "'; exit 20;; esac; exec rsync \"$@\"");
    tree.shell("echo 1 >src/d/z; touch -d 2020-01-01 src/d/*");
    assertThat(tree.backup(tree.request(), half).code()).isEqualTo(ExitCode.FAILED);
    assertThat(tree.shell("ls dst/d")).isEqualTo("a\n");
  }

  @Test
  void aFirstCopyThatWasInterruptedGoesOnWithoutCopyingAgain() throws Exception {
    interruptTheFirstCopy();
    String before = tree.shell("stat -c %i dst/d/a");
    Mirrored.Outcome again = tree.backup();
    assertThat(again.code()).as(again.text()).isEqualTo(ExitCode.DONE);
    assertThat(again.report().plan().passes()).containsExactly(Pass.COPY);
    assertThat(tree.shell("stat -c %i dst/d/a")).isEqualTo(before);
    tree.assertIdentical();
  }

  @Test
  void whatChangedUnseenBetweenTheTriesIsListedByTheNextRun() throws Exception {
    interruptTheFirstCopy();
    long begun = tree.journal.end();
    tree.shell("echo 2 >src/d/a; touch -d 2020-01-01 src/d/a");
    assertThat(tree.backup().code()).isEqualTo(ExitCode.DONE);
    assertThat(tree.journal.base()).isEqualTo(begun);
    tree.incremental(tree.object("d/a"));
    assertThat(tree.shell("cat dst/d/a")).isEqualTo("2\n");
  }

  @ParameterizedTest
  @CsvSource({
    "sed -i s/boot...[-0-9a-f]*/boot\\\":\\\"another/ dst.tidemark",
    "'sed -i s/nightly/another/ dst.tidemark'",
    "rm dst.tidemark",
    ":",
  })
  void afterACrashOrWithoutItsWindowAnInterruptedFirstCopyIsCompared(String damage)
      throws Exception {
    interruptTheFirstCopy();
    tree.shell("echo 2 >dst/d/a; touch -d 2020-01-01 dst/d/a");
    if (damage.equals(":")) {
      tree.journal.expiresWindows();
    }
    tree.shell(damage);
    Mirrored.Outcome again = tree.backup();
    assertThat(again.code()).as(again.text()).isEqualTo(ExitCode.DONE);
    assertThat(again.report().plan().passes()).containsExactly(Pass.COMPARE);
    tree.assertIdentical();
  }

  @Test
  void anotherMirrorInItsPlaceIsRefused() throws Exception {
    tree.full();
    tree.shell("sed -i 's/\"mirror\":\"[^\"]*\"/\"mirror\":\"another\"/' dst.tidemark");
    Mirrored.Outcome outcome = tree.backup();
    assertThat(outcome.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(outcome.text()).contains("another mirror");
    assertThat(tree.backup(tree.adopting()).code()).isEqualTo(ExitCode.DONE);
    tree.incremental();
  }

  @ParameterizedTest
  @CsvSource({
    "rm dst.tidemark",
    "sed -i s/nightly/another/ dst.tidemark",
    "sed -i s/0123456789abcdef/fedcba9876543210/ dst.tidemark",
    "sed -i 's/\"end\":[0-9]*/\"end\":999999/' dst.tidemark",
    "sed -i 's/\"end\":[0-9]*/\"end\":1/' dst.tidemark",
    "echo rubbish >dst.tidemark",
  })
  void aMarkerThatDoesNotFitMeansComparingEverything(String damage) throws Exception {
    tree.full();
    tree.shell("echo 2 >src/d/a; touch dst/stale");
    tree.shell(damage);
    Mirrored.Outcome outcome = tree.incremental();
    assertThat(outcome.report().plan().passes()).containsExactly(Pass.COMPARE);
    assertThat(tree.incremental().report().plan().passes()).isEmpty();
  }

  @Test
  void anotherJournalMeansComparingEverything() throws Exception {
    tree.full();
    tree.journal.isAnotherJournal();
    tree.shell("echo 2 >src/d/a");
    assertThat(tree.incremental().report().plan().passes()).containsExactly(Pass.COMPARE);
  }

  @Test
  void aSecondRunIsRefusedWhileTheFirstIsThere() throws Exception {
    StateFolder state = new StateFolder(tree.state);
    ConsumerName other = new ConsumerName("other");
    try (RunLocks locks = RunLocks.take(state, other, tree.mirrorPlace(), tree.messages::add)) {
      assertThat(locks.workFolder()).isEmptyDirectory();
      assertThat(tree.backup().code()).isEqualTo(ExitCode.REFUSED);
    }
    try (RunLocks locks =
        RunLocks.take(
            state,
            new ConsumerName("nightly"),
            tree.mirrorPlace("elsewhere"),
            tree.messages::add)) {
      assertThat(locks.workFolder()).isEmptyDirectory();
      assertThat(tree.backup().code()).isEqualTo(ExitCode.REFUSED);
    }
    tree.full();
  }

  @Test
  void aSourceOutsideTheWatchedTreesIsRefused() throws Exception {
    tree.shell("mkdir unwatched");
    BackupRequest plain = tree.request();
    String source = tree.folder.latin1() + "/unwatched";
    Mirrored.Outcome outcome =
        tree.backup(
            new BackupRequest(
                plain.consumer(), source, plain.destination(), Level.FULL, false, false));
    assertThat(outcome.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(outcome.text()).contains("--watch");
  }

  @Test
  void nothingIsLeftInTheStateFolderButWhatIsMeantToStay() throws Exception {
    tree.full();
    assertThat(tree.shell("ls state/rsync state/rsync/work; stat -c %a state/rsync"))
        .isEqualTo("state/rsync:\nlocks\nlogs\nmirrors\ntested\nwork\n\nstate/rsync/work:\n700\n");
  }
}
