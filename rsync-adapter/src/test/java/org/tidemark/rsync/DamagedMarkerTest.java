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
import org.tidemark.rsync.points.Step;

/** Whatever lies where the marker of a mirror should be: nothing is lost, and it is said. */
class DamagedMarkerTest {
  /** An rsync that does its work and then fails. */
  private static final String CUT =
      "case \"$*\" in *dst/) rsync \"$@\"; exit 12;; esac; exec rsync \"$@\"";

  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makePoints() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir src/d; echo 1 >src/d/a; echo 1 >src/gone");
    tree.full();
    tree.shell("echo 2 >src/d/a; rm src/gone");
    tree.incremental(tree.object("d/a"), tree.removed("gone"));
  }

  private LiveDaemon.Result tidemark(String command, String... more) {
    List<String> all = new ArrayList<>(List.of("rsync", command, "--dest", tree.mirror.latin1()));
    all.addAll(List.of(more));
    return LiveDaemon.tidemark(tree.state, all.toArray(String[]::new));
  }

  private LiveDaemon.Result restore(String point) {
    return tidemark("restore", "--at", point, "--to", tree.folder.latin1() + "/out");
  }

  private static void assertOneClearMessage(LiveDaemon.Result result, String what) {
    assertThat(result.err()).as(what).contains("tidemark: ").doesNotContain("Exception", "\tat ");
    assertThat(result.err().lines().filter(line -> line.startsWith("tidemark: "))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ": >dst.tidemark",
        "echo rubbish >dst.tidemark",
        "head -c 5000 /dev/urandom >dst.tidemark",
        "head -c 20 dst.tidemark >cut; mv cut dst.tidemark",
        "echo '[]' >dst.tidemark",
        "echo '{}' >dst.tidemark",
        "sed -i 's/\"format\":1/\"format\":2/' dst.tidemark",
        "sed -i 's/\"format\":1/\"format\":[1,2]/' dst.tidemark",
        "sed -i 's/\"end\":[0-9]*/\"end\":\"soon\"/' dst.tidemark",
        "sed -i 's/\"end\":[0-9]*/\"end\":{}/' dst.tidemark",
        "sed -i 's/\"mounts\":..,/\"mounts\":{},/' dst.tidemark",
        "sed -i 's/\"mounts\":..,/\"mounts\":[7],/' dst.tidemark",
        "sed -i 's/\"source\":\"/\"source\":\"x/' dst.tidemark",
        "sed -i 's/\"source\":\"[^\"]*\"/\"source\":\"\"/' dst.tidemark",
        "sed -i 's,/2\",/two\",' dst.tidemark",
        "sed -i 's,/2\",/99999999999999999999\",' dst.tidemark",
        "yes '[' | head -c 100000 >dst.tidemark",
      })
  void rubbishIsNotReliedOn(String damage) throws Exception {
    tree.shell(damage);
    LiveDaemon.Result points = tidemark("points");
    assertThat(points.code()).as(points.toString()).isZero();
    assertThat(points.out()).contains("cannot be restored");
    LiveDaemon.Result early = restore("1");
    assertThat(early.code()).as(early.toString()).isEqualTo(ExitCode.FAILED.number());
    assertOneClearMessage(early, damage);
    tree.shell("echo 3 >src/d/a; touch dst/stale");
    Mirrored.Outcome outcome = tree.incremental();
    assertThat(outcome.report().plan().passes()).containsExactly(Pass.COMPARE);
    assertThat(tree.incremental().report().plan().passes()).isEmpty();
    tree.shell("cp -a src kept; echo 4 >src/d/a");
    tree.incremental(tree.object("d/a"));
    LiveDaemon.Result restored = restore("newest");
    assertThat(restored.code()).as(restored.toString()).isZero();
    tree.shell("rm -rf out");
    assertThat(restore("4").code()).isZero();
    assertThat(tree.shell(Mirrored.COMPARE + " kept/ out/")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rm dst.tidemark", "echo rubbish >dst.tidemark"})
  void theNextBackupFindsThePointsAgain(String damage) throws Exception {
    tree.shell("cp -a dst kept2; echo 3 >src/d/a; " + damage);
    assertThat(restore("2").code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(tree.incremental().report().plan().passes()).containsExactly(Pass.COMPARE);
    assertThat(chain()).containsExactly(1L, 2L, 3L);
    assertThat(restore("2").code()).isZero();
    assertThat(tree.shell(Mirrored.COMPARE + " kept2/ out/")).isEmpty();
    assertThat(restore("1").code()).isZero();
    assertThat(tree.shell("cat out/d/a out/gone")).isEqualTo("1\n1\n");
  }

  @Test
  void aRunThatWasCutShortBeforeTheMarkerWasLostEndsTheChain() throws Exception {
    tree.shell("rm dst.points/00000002/done dst.tidemark; echo 3 >src/d/a");
    tree.incremental();
    assertThat(chain()).containsExactly(3L);
  }

  @Test
  void aRunThatRecordedNothingBeforeTheMarkerWasLostEndsTheChain() throws Exception {
    tree.shell("mkdir bin; printf '#!/bin/sh\\n%s\\n' \"$1\" >bin/rsync; chmod +x bin/rsync", CUT);
    tree.shell("echo 3 >src/d/a");
    tree.journal.lists(tree.object("d/a"));
    Mirrored.Outcome cut = tree.backup(tree.withoutPoints(), tree.folder.latin1() + "/bin/rsync");
    assertThat(cut.code()).isEqualTo(ExitCode.FAILED);
    tree.shell("rm dst.tidemark");
    tree.incremental();
    assertThat(chain()).containsExactly(3L);
  }

  private List<Long> chain() throws Exception {
    return RecordedStep.chain(tree).steps().stream().map(Step::number).toList();
  }

  @Test
  void aDirectoryInItsPlaceIsNoMarker() throws Exception {
    tree.shell("rm dst.tidemark; mkdir dst.tidemark; echo mine >dst.tidemark/x; echo 3 >src/d/a");
    tree.journal.lists(tree.object("d/a"));
    Mirrored.Outcome outcome = tree.backup();
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.text()).contains("dst.tidemark").doesNotContain("Exception");
    assertThat(tree.shell("cat dst.tidemark/x dst/d/a")).isEqualTo("mine\n2\n");
    tree.shell("rm -r dst.tidemark");
    tree.incremental();
  }
}
