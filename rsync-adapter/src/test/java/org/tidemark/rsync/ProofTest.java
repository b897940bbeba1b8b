package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Reason;
import org.tidemark.rsync.proof.Drift;
import org.tidemark.rsync.proof.DriftFinder;

/** What a proof tells of a mirror that somebody changed, and what it leaves. */
class ProofTest {
  private static final String TREE =
      """
      cd src
      mkdir -p d/e kept gone typed
      for name in size bytes mode owner times xattrs acl d/e/deep kept/file gone/a gone/b typed/in; do
        echo "$name is a file" >$name
      done
      ln -s target link
      mkfifo fifo
      echo linked >one; ln one d/two; ln one d/three
      touch -d '2020-01-01 00:00:00.123456789' bytes d/e
      """;

  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void backUp() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell(TREE);
    tree.full();
    tree.journal.lists();
  }

  private Mirrored.Outcome prove(String method) throws Exception {
    return tree.backup(tree.request().with(new BackupRequest.Proofs(Optional.empty(), method)));
  }

  private Map<String, String> told(Mirrored.Outcome outcome) {
    Map<String, String> told = new TreeMap<>();
    for (Drift.Name name : outcome.report().proof().orElseThrow().drift().orElseThrow().first()) {
      told.put("." + name.path(), DriftFinder.text(name.kinds()));
    }
    return told;
  }

  /** Restores the point and compares it with a copy. */
  private void assertRestored(int point, String copy) throws Exception {
    LiveDaemon.Result result =
        LiveDaemon.tidemark(
            tree.state,
            "rsync",
            "restore",
            "--dest",
            tree.mirror.latin1(),
            "--at",
            String.valueOf(point),
            "--overwrite",
            "--to",
            tree.folder.latin1() + "/out");
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(tree.shell(Mirrored.COMPARE + " " + copy + "/ out/")).isEmpty();
  }

  @Test
  void anUntouchedMirrorIsProved() throws Exception {
    for (String method : List.of("quick", "checksum")) {
      Mirrored.Outcome outcome = prove(method);
      assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
      assertThat(outcome.text()).contains("and the mirror is proved");
    }
  }

  @Test
  void whateverIsChangedOnTheMirrorIsToldAndMended() throws Exception {
    tree.shell(
        """
        cd dst
        echo longer than it was >size
        chmod 640 mode
        chown 12:34 owner
        touch times
        setfattr -n user.tampered -v yes xattrs
        setfacl -m u:4711:r acl
        rm -r gone
        mkdir -p surplus/below; echo 1 >surplus/below/1; echo 2 >other
        rm link; ln -s elsewhere link
        rm fifo; echo file >fifo
        rm -r typed; echo file >typed
        rm kept/file; mkdir kept/file; echo x >kept/file/x
        cp -a one copy; mv copy d/two
        chmod 700 d/e
        cd ..; cp -a dst tampered
        """);
    Mirrored.Outcome outcome = prove("quick");
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.FOUND);
    Map<String, String> told = told(outcome);
    assertThat(told)
        .containsEntry("./mode", "mode")
        .containsEntry("./owner", "owner")
        .containsEntry("./times", "times")
        .containsEntry("./xattrs", "xattrs")
        .containsEntry("./acl", "acl")
        .containsEntry("./gone", "missing")
        .containsEntry("./gone/a", "missing")
        .containsEntry("./surplus", "surplus")
        .containsEntry("./surplus/below/1", "surplus")
        .containsEntry("./other", "surplus")
        .containsEntry("./fifo", "missing")
        .containsEntry("./typed", "missing")
        .containsEntry("./kept/file", "missing")
        .containsEntry("./d/two", "links");
    assertThat(told.get("./size")).contains("content");
    assertThat(told.get("./link")).contains("content");
    assertThat(told.get("./d/e")).contains("mode");
    assertThat(told).doesNotContainKey("./bytes").doesNotContainKey("./one");
    tree.assertIdentical();
    assertThat(prove("checksum").code()).isEqualTo(ExitCode.DONE);
    // The mirror was what it was: that can be had back, too.
    assertRestored(2, "tampered");
    assertRestored(3, "src");
  }

  @Test
  void otherBytesOfTheSameSizeAndTimeAreSeenByChecksumOnly() throws Exception {
    tree.shell(
        """
        sed -i 's/file/FILE/' dst/bytes; touch -d '2020-01-01 00:00:00.123456789' dst/bytes
        touch -r src dst
        """);
    assertThat(prove("quick").code()).isEqualTo(ExitCode.DONE);
    Mirrored.Outcome outcome = prove("checksum");
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.FOUND);
    assertThat(told(outcome)).containsExactly(Map.entry("./bytes", "content"));
    assertThat(tree.shell("cat dst/bytes")).isEqualTo("bytes is a file\n");
    tree.assertIdentical();
  }

  /** Names of one file share their attributes: a point that lacks one of them would lose it. */
  @Test
  void theOtherNamesOfAFileThatDriftedArePartOfThePoint() throws Exception {
    tree.shell("cp -a dst before; chmod 600 dst/one; cp -a dst tampered");
    assertThat(prove("quick").code()).isEqualTo(ExitCode.FOUND);
    tree.assertIdentical();
    assertRestored(2, "tampered");
    tree.shell("rm dst/d/three; cp dst/one dst/d/three; touch -r src/d dst/d; rm -r tampered");
    tree.shell("cp -a dst tampered");
    assertThat(prove("quick").code()).isEqualTo(ExitCode.FOUND);
    tree.assertIdentical();
    assertThat(tree.shell("stat -c %h dst/one dst/d/two dst/d/three")).isEqualTo("3\n3\n3\n");
  }

  /** They were parted while nobody looked: one file on the mirror, two in the source. */
  @Test
  void aFileThatHasFewerNamesInTheSourceIsParted() throws Exception {
    tree.shell("cd src; cp -p one t; mv t one; chmod 600 one");
    assertThat(prove("quick").code()).isEqualTo(ExitCode.FOUND);
    tree.assertIdentical();
    assertThat(tree.shell("stat -c '%a %h' dst/one dst/d/two dst/d/three"))
        .isEqualTo("600 1\n644 2\n644 2\n");
    assertThat(prove("quick").code()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aComparisonPartsWhatIsNoMoreOneFile() throws Exception {
    tree.shell("cd src; cp -p one t; mv t one; chmod 600 one; cp -p d/two t; mv t d/two");
    tree.incremental(tree.subtree("", Reason.QUEUE_OVERFLOW));
    assertThat(tree.shell("stat -c '%a %h' dst/one dst/d/two dst/d/three"))
        .isEqualTo("600 1\n644 1\n644 1\n");
    assertRestored(2, "src");
  }

  @Test
  void aComparedTreePartsThemToo() throws Exception {
    tree.shell("cd src; cp -p d/two t; mv t d/two; chmod 600 d/two");
    tree.incremental(tree.subtree("d", Reason.QUEUE_OVERFLOW));
    tree.shell("cd src; cp -p d/three t; mv t d/three; chmod 640 d/three");
    tree.incremental(tree.contents("d"));
    assertThat(tree.shell("stat -c '%a %h' dst/one dst/d/two dst/d/three"))
        .isEqualTo("644 1\n600 1\n640 1\n");
  }

  /** It has as many names as before, but others: nothing in the tree tells. */
  @Test
  void aComparedTreePartsWhatIsOneFileWithNamesOutsideOfIt() throws Exception {
    tree.shell(
        """
        cd src; cp -p d/two t; mv t d/two; rm d/three; ln d/two d/e/new; chmod 600 d/two
        """);
    tree.incremental(tree.subtree("d", Reason.QUEUE_OVERFLOW));
    assertThat(
            tree.shell(
                "cp -a src kept2; cd dst; [ d/two -ef d/e/new ]; [ d/two -ef one ] || echo apart"))
        .isEqualTo("apart\n");
    tree.shell("cd src; cp -p d/two t; mv t d/two; chmod 640 d/two; ln d/two d/other");
    tree.incremental(tree.contents("d"));
    assertThat(tree.shell("cd dst; stat -c %a one d/two d/other d/e/new"))
        .isEqualTo("644\n640\n640\n600\n");
    assertThat(tree.shell("cd dst; [ d/two -ef d/other ]; [ d/two -ef d/e/new ] || echo apart"))
        .isEqualTo("apart\n");
    assertRestored(2, "kept2");
  }

  @Test
  void whatChangedSinceTheBackupIsNoDrift() throws Exception {
    tree.shell("chmod 600 dst/mode");
    tree.journal.whileListing(
        () -> {
          tree.journal.whileListing(() -> {});
          tree.journal.lists(
              tree.object("size"),
              tree.removed("gone"),
              tree.subtree("fresh", Reason.MOVED_IN),
              tree.contents("d/e"),
              tree.object("kept"));
          change(
              """
              cd src; echo more >>size; rm -r gone; mkdir -p fresh/x; echo 1 >fresh/x/1
              echo 2 >d/e/2; echo 3 >>d/e/deep; rm -r kept; echo file >kept
              """);
        });
    Mirrored.Outcome outcome = prove("quick");
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.FOUND);
    assertThat(told(outcome)).containsExactly(Map.entry("./mode", "mode"));
    assertThat(outcome.report().proof().get().drift().get().changed()).isGreaterThan(8);
    tree.assertIdentical();
  }

  @Test
  void whereNobodyVouchesForAnythingNothingIsProved() throws Exception {
    tree.shell("chmod 600 dst/mode");
    tree.journal.whileListing(
        () -> {
          tree.journal.whileListing(() -> {});
          tree.journal.lists(tree.subtree("", Reason.QUEUE_OVERFLOW));
        });
    Mirrored.Outcome outcome = prove("quick");
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.PARTIAL);
    assertThat(outcome.text()).contains("unproved: the journal vouches for nothing since then");
    tree.incremental(tree.subtree("", Reason.QUEUE_OVERFLOW));
  }

  /** What could not be copied is listed again, so it is no drift, and the second run makes up. */
  @Test
  void aBackupThatIsDoneInPartIsMadeUpForByTheRunThatMends() throws Exception {
    tree.shell(
        """
        cat >rsync <<'X'
        #!/bin/sh
        case " $* " in *" --files-from=- "*"/dst/ ") [ -e once ] || { : >once; exit 23; } ;; esac
        exec /usr/bin/rsync "$@"
        X
        chmod +x rsync; sed -i "s#once#$PWD/once#g" rsync
        echo changed >src/size; chmod 600 dst/mode
        """);
    tree.journal.lists(tree.object("size"));
    BackupRequest request =
        tree.request().with(new BackupRequest.Proofs(Optional.empty(), "quick"));
    Mirrored.Outcome outcome = tree.backup(request, tree.folder.latin1() + "/rsync");
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.FOUND);
    assertThat(told(outcome)).containsExactly(Map.entry("./mode", "mode"));
    tree.assertIdentical();
  }

  private void change(String script) {
    try {
      tree.shell(script);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void namesOfEveryKindAreToldAsTheyAre() throws Exception {
    String odd = " \n#\t*[\\\u0001\u0002\u0003\u00ff";
    tree.shell("mkdir -p \"src/$1/$1\"; echo 1 >\"src/$1/$1/$1\"", odd);
    tree.incremental(tree.subtree(odd, Reason.MOVED_IN));
    tree.journal.lists();
    tree.shell(
        "cd dst; chmod 600 \"$1/$1/$1\"; echo 1 >\"$1/$1 \"; touch -r ../src/\"$1\" \"$1\"", odd);
    Mirrored.Outcome outcome = prove("quick");
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.FOUND);
    String path = tree.path(odd + "/" + odd).toString().substring(tree.source.toString().length());
    String last = path.substring(path.lastIndexOf('/'));
    assertThat(told(outcome))
        .containsOnly(
            Map.entry("." + path + last, "mode"), Map.entry("." + path + "%20", "surplus"));
    tree.assertIdentical();
  }
}
