package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Reason;
import org.tidemark.rsync.points.Step;

/** A name that can never be copied keeps neither points from being made nor old ones from going. */
class PartialPointsTest {
  /** Does its work, and could not read something. */
  private static final String PARTIAL =
      "case \"$*\" in *dst/) rsync \"$@\"; exit 23;; esac; exec rsync \"$@\"";

  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void makeTree() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir -p src/d src/f bin; echo 1 >src/d/a; echo 1 >src/f/b; echo 1 >src/same");
    tree.shell("printf '#!/bin/sh\\n%s\\n' \"$1\" >bin/rsync; chmod +x bin/rsync", PARTIAL);
  }

  /** A run that rsync ends with 23. */
  private void inPart(Entry... entries) throws Exception {
    long base = tree.journal.base();
    tree.journal.lists(entries);
    Mirrored.Outcome outcome = tree.backup(tree.request(), tree.folder.latin1() + "/bin/rsync");
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.PARTIAL);
    assertThat(tree.journal.base()).isEqualTo(base);
  }

  private LiveDaemon.Result tidemark(String command, String... more) {
    List<String> all = new ArrayList<>(List.of("rsync", command, "--dest", tree.mirror.latin1()));
    all.addAll(List.of(more));
    return LiveDaemon.tidemark(tree.state, all.toArray(String[]::new));
  }

  private void assertRestored(int point) throws Exception {
    String at = Integer.toString(point);
    LiveDaemon.Result result =
        tidemark("restore", "--at", at, "--to", tree.folder.latin1() + "/out");
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(tree.shell(Mirrored.COMPARE + " kept" + at + "/ out/")).isEmpty();
    LiveDaemon.Result verified = tidemark("verify", "--at", at);
    assertThat(verified.code()).as(verified.toString()).isZero();
  }

  private List<Long> points() throws Exception {
    return RecordedStep.chain(tree).points().stream().map(Step::number).toList();
  }

  @Test
  void theMirrorIsAPointThoughTheBaseStays() throws Exception {
    tree.full();
    tree.shell("cp -a dst kept1; echo 22 >src/d/a; rm -r src/f");
    inPart(tree.object("d/a"), tree.removed("f"));
    tree.shell("cp -a dst kept2; echo 333 >src/d/a");
    inPart(tree.object("d/a"), tree.removed("f"));
    tree.shell("cp -a dst kept3; echo 4444 >src/d/a");
    tree.incremental(tree.object("d/a"), tree.removed("f"));
    assertThat(points()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(tidemark("points").out().lines().filter(line -> line.endsWith("done in part")))
        .hasSize(2);
    for (int point = 1; point <= 3; point++) {
      assertRestored(point);
    }
  }

  @Test
  void theRecordsOfAComparisonInPartAreAllKept() throws Exception {
    tree.full();
    tree.shell("cp -a dst kept1; echo 22 >src/d/a");
    inPart(Entry.of(EntryKind.SUBTREE, tree.source, Reason.DAEMON_DOWN));
    assertThat(RecordedStep.newest(tree).before.keySet()).contains("./same");
    assertRestored(1);
  }

  @Test
  void pointsInPartExpireLikeOthers() throws Exception {
    tree.full();
    for (int night = 0; night < 3; night++) {
      tree.shell("echo " + night + " >>src/d/a; rm -rf kept4; cp -a src kept4");
      inPart(tree.object("d/a"));
    }
    LiveDaemon.Result result = tidemark("expire", "--keep-last", "1");
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(points()).containsExactly(4L);
    assertThat(tree.shell("ls dst.points | grep -v [fs]")).isEqualTo("00000004\n");
    assertRestored(4);
  }

  @Test
  void whatIsTransferredInVainIsNotTakenForWhatTheMirrorHolds() throws Exception {
    tree.full();
    tree.shell("cp -a dst kept1; echo 22 >src/d/a; echo 2 >src/new; chattr +i dst/d/a");
    try {
      tree.journal.lists(tree.object("d/a"), tree.object("new"));
      Mirrored.Outcome outcome = tree.backup();
      assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.PARTIAL);
      assertThat(points()).containsExactly(1L, 2L);
      LiveDaemon.Result verified = tidemark("verify");
      assertThat(verified.code()).as(verified.toString()).isZero();
      assertThat(verified.out()).contains("unknown:  0 ");
      assertRestored(1);
    } finally {
      tree.shell("chattr -i dst/d/a");
    }
  }

  @Test
  void aFirstCopyInPartIsNoPointAndEachRunAfterItIs() throws Exception {
    inPart();
    assertThat(points()).isEmpty();
    tree.journal.expiresWindows();
    inPart();
    assertThat(points()).containsExactly(2L);
    tree.shell("cp -a dst kept2; echo 22 >src/d/a; rm -r src/f");
    inPart();
    assertThat(points()).containsExactly(2L, 3L);
    assertRestored(2);
    tree.incremental();
    assertThat(points()).containsExactly(2L, 3L, 4L);
  }
}
