package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.source.SourceChoice;

/** When proofs are made, and what is said of them afterwards. */
class ProofCommandTest {
  @TempDir private Path temporary;
  private Mirrored tree;
  private LiveDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir src/d; echo 1 >src/a; echo 2 >src/d/b");
    daemon = LiveDaemon.start(temporary, tree.source, SourceChoice.AUTO);
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  private LiveDaemon.Result backUp(String... more) {
    List<String> all = new ArrayList<>(List.of("rsync", "backup", "--consumer", "c"));
    all.addAll(List.of("--source", tree.source.latin1(), "--dest", tree.mirror.latin1()));
    all.addAll(List.of(more));
    return daemon.tidemark(all.toArray(String[]::new));
  }

  /** Changes what is remembered of the mirror's proofs. */
  private void remember(String sed) throws Exception {
    tree.shell("sed -i \"$1\" state/rsync/mirrors/*.proof", sed);
  }

  private JsonObject proofs() {
    LiveDaemon.Result status = daemon.tidemark("status", "--json");
    assertThat(status.code()).as(status.toString()).isZero();
    JsonObject all = JsonParser.parseString(status.out()).getAsJsonObject();
    assertThat(all.getAsJsonArray("proofs")).hasSize(1);
    return all.getAsJsonArray("proofs").get(0).getAsJsonObject();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30d",
        "every=30",
        "every=0d",
        "every=d",
        "every=5m",
        "every=1d,fast",
        "every=-1d"
      })
  void aScheduleThatIsNoneIsRefusedInOneSentence(String proof) {
    LiveDaemon.Result result = backUp("--proof", proof);
    assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(result.err()).contains("--proof " + proof + " is not understood");
    assertThat(Path.of(tree.mirror.latin1())).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"every=12h", "every=1d", "every=30d,checksum", "every=4w"})
  void aScheduleIsReadAsItIsWritten(String proof) throws Exception {
    assertThat(ProofSchedule.parse(proof)).isPresent();
    assertThat(ProofSchedule.parse(proof).get().byChecksum()).isEqualTo(proof.contains("checksum"));
  }

  @Test
  void aProofIsMadeWhenItIsDueAndStatusTellsOfIt() throws Exception {
    assertThat(backUp("--proof", "every=30d").out()).doesNotContain("proof:");
    assertThat(backUp("--proof", "every=30d").out()).doesNotContain("proof:");
    assertThat(proofs().has("proved")).isFalse();
    assertThat(proofs().get("due").getAsLong()).isGreaterThan(System.currentTimeMillis());
    remember("s/\"copied\":[0-9]*/\"copied\":5/");
    tree.shell("chmod 600 dst/a; rm dst/d/b");
    LiveDaemon.Result due = backUp("--proof", "every=30d");
    assertThat(due.code()).as(due.toString()).isEqualTo(ExitCode.FOUND.number());
    assertThat(due.out())
        .contains("proof:    3 names differed that should not have (missing 1, times 1, mode 1)")
        .contains("drift:    mode ./a\n")
        .contains("drift:    missing ./d/b\n")
        .contains("result:   complete, and the mirror is proved: what differed is mended\n");
    tree.assertIdentical();
    assertThat(proofs().get("drift").getAsInt()).isEqualTo(3);
    assertThat(proofs().get("method").getAsString()).isEqualTo("quick");
    long day = 86_400_000;
    assertThat(proofs().get("due").getAsLong())
        .isEqualTo(proofs().get("proved").getAsLong() + 30 * day);
    assertThat(daemon.tidemark("status").out())
        .containsPattern(
            "consumer=c  destination=\\S+  proved=20\\S+Z  method=quick  drift=3  due=20");
    assertThat(backUp("--proof", "every=30d").out()).doesNotContain("proof:");
  }

  @Test
  void proofsThatNobodyMakesAreFoundByACheckOfTheStatus() throws Exception {
    backUp("--proof", "every=1d");
    assertThat(daemon.tidemark("status", "--check").err()).doesNotContain("proof");
    remember("s/\"copied\":[0-9]*/\"copied\":5/");
    LiveDaemon.Result check = daemon.tidemark("status", "--check");
    assertThat(check.code()).isEqualTo(ExitCode.FOUND.number());
    assertThat(check.err()).contains("the proof of " + tree.mirror + " is overdue");
    daemon.tidemark("consumer", "forget", "c");
    assertThat(daemon.tidemark("status", "--check").err()).doesNotContain("overdue");
  }

  @Test
  void aProofThatNeverSucceedsIsFoundByACheckOfTheStatus() throws Exception {
    backUp("--proof", "every=1d");
    remember("s/\"copied\":[0-9]*/\"copied\":0/; s/\"asked\":[0-9]*/\"asked\":5/");
    assertThat(daemon.tidemark("status", "--check").err()).contains(" is overdue");
    remember("s/\"asked\":5/\"asked\":0/; s/}$/,\"failed\":5,\"reason\":\"it hurts\"}/");
    assertThat(daemon.tidemark("status", "--check").err())
        .contains("the last proof of " + tree.mirror + " failed: it hurts")
        .doesNotContain("overdue");
  }

  @Test
  void aDamagedRecordIsMadeAnewAndAProofIsDue() throws Exception {
    backUp("--proof", "every=1d");
    remember("d");
    LiveDaemon.Result next = backUp("--proof", "every=1d");
    assertThat(next.code()).as(next.toString()).isZero();
    assertThat(proofs().has("proved")).isTrue();
  }

  @Test
  void onlyAWordOfTheOperatorEndsASchedule() throws Exception {
    backUp("--proof", "every=1d");
    remember("s/\"copied\":[0-9]*/\"copied\":5/");
    assertThat(backUp().out()).doesNotContain("proof:");
    assertThat(daemon.tidemark("status", "--check").err()).contains(" is overdue");
    assertThat(backUp("--proof", "never").out()).doesNotContain("proof:");
    assertThat(daemon.tidemark("status", "--check").err()).doesNotContain("proof");
  }

  @Test
  void aProofThatWasCutShortWhileItMendedIsMadeAgainUnasked() throws Exception {
    backUp();
    assertThat(backUp().out()).doesNotContain("proof:");
    tree.shell("chmod 600 dst/a");
    verify("--full");
    remember("s/\"mending\":\"\"/\"mending\":\"checksum\"/");
    tree.shell("chmod 600 dst/d/b");
    assertThat(backUp().out()).contains("proof:").contains("(checksum, ");
    assertThat(tree.shell("cat state/rsync/mirrors/*.drift"))
        .as("what it found before is evidence still")
        .isEqualTo("mode ./a\nmode ./d/b\n");
    assertThat(backUp().out()).doesNotContain("proof:");
  }

  @Test
  void aProofIsMadeAtOnceWhenItIsAskedFor() throws Exception {
    LiveDaemon.Result early = verify("--full");
    assertThat(early.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(early.err()).contains("no backup to " + tree.mirror + " is known here");
    backUp("--proof", "every=30d");
    tree.shell("echo 3 >src/c; echo 4 >dst/d/surplus");
    LiveDaemon.Result result = verify("--full", "--checksum");
    assertThat(result.code()).as(result.toString()).isEqualTo(ExitCode.FOUND.number());
    assertThat(result.out()).contains("drift:    surplus ./d/surplus\n").contains("OBJECT 1");
    tree.assertIdentical();
    assertThat(proofs().get("due").getAsLong()).isGreaterThan(System.currentTimeMillis());
    assertThat(verify("--full", "--at", "1").code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(verify("--checksum").code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(verify("--full", "--", "--inplace").code()).isEqualTo(ExitCode.USAGE.number());
  }

  private LiveDaemon.Result verify(String... more) {
    List<String> all = new ArrayList<>(List.of("rsync", "verify"));
    all.add("--state=" + daemon.state());
    all.add("--dest=" + tree.mirror.latin1());
    all.addAll(List.of(more));
    return LiveDaemon.plain(all.toArray(String[]::new));
  }

  @Test
  void aProofThatFailsLeavesTheBackupAsGoodAsItWas() throws Exception {
    stop();
    tree.full();
    tree.shell("echo changed >src/a; chmod 600 dst/d/b");
    tree.shell(
        """
        cat >rsync <<'X'
        #!/bin/sh
        case " $* " in *" -n "*) echo 'no comparing today' >&2; exit 12 ;; esac
        exec /usr/bin/rsync "$@"
        X
        chmod +x rsync
        """);
    tree.journal.lists(tree.object("a"));
    BackupRequest request =
        tree.request().with(new BackupRequest.Proofs(Optional.empty(), "quick"));
    Mirrored.Outcome outcome = tree.backup(request, tree.folder.latin1() + "/rsync");
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.PARTIAL);
    assertThat(outcome.text()).contains("result:   complete; the mirror is not proved");
    assertThat(tree.journal.log()).endsWith("open INCREMENTAL", "commit");
    assertThat(tree.shell("cat dst/a; ls dst.points/00000002/done")).startsWith("changed\n");
    tree.journal.lists();
    assertThat(tree.backup(request).code()).isEqualTo(ExitCode.FOUND);
    tree.assertIdentical();
  }
}
