package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;

/** Recipe case 10: fulls that Bacula makes out of jobs, of which the client knows nothing. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class VirtualFullTest {
  @TempDir static Path folder;
  private static BaculaSite site;
  private static ByteTree tree;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    site = BaculaSite.start(folder, keepingOne("Keep1") + keepingOne("Left") + keepingOne("Ever"));
    tree = site.tree();
    tree.mkdir("d");
    tree.write("d/always", "old");
  }

  private static String keepingOne(String name) {
    return BaculaSite.job(name, "Backups To Keep = 1", "Delete Consolidated Jobs = yes");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static JobRow good(String name, String level) {
    JobRow job = site.bacula().run(name, "level=" + level);
    assertThat(job.isGood()).as(() -> site.explain(job)).isTrue();
    return job;
  }

  @Test
  void afterAVirtualFullOfAllTheNextListIsASupersetAndNothingIsLost() {
    good("B", "Full");
    tree.write("d/one", "1");
    good("B", "Incremental");
    tree.write("d/two", "2");
    good("B", "Incremental");
    good("B", "VirtualFull");
    tree.write("d/three", "3");

    JobRow next = good("B", "Incremental");

    assertThat(next.level()).isEqualTo("I");
    assertThat(site.saved(next))
        .as(() -> site.explain(next))
        .contains("d/three")
        .doesNotContain("d/always");
    ByteTree restored = site.restored();
    assertThat(restored.list("d")).contains("always", "one", "two", "three");
  }

  @Test
  void aProgressiveVirtualFullLeavesTheNewestJobToBuildOn() {
    good("Keep1", "Full");
    for (String name : new String[] {"p1", "p2", "p3"}) {
      tree.write("d/" + name, name);
      good("Keep1", "Incremental");
    }
    good("Keep1", "VirtualFull");
    tree.write("d/p4", "p4");

    JobRow next = good("Keep1", "Incremental");

    assertThat(site.saved(next)).as(() -> site.explain(next)).containsExactly("d/p4");
  }

  /** A restore takes the VirtualFull and the differential, and none of the jobs between them. */
  @Test
  void aDifferentialHoldsWhatAProgressiveVirtualFullLeftOut() {
    good("Left", "Full");
    for (String name : new String[] {"l1", "l2", "l3"}) {
      tree.write("d/" + name, name);
      good("Left", "Incremental");
    }
    good("Left", "VirtualFull");
    tree.write("d/l4", "l4");
    good("Left", "Incremental");

    JobRow differential = good("Left", "Differential");

    assertThat(differential.level()).isEqualTo("D");
    assertThat(site.saved(differential))
        .as(() -> site.explain(differential))
        .contains("d/l3", "d/l4");
  }

  /** One Full, then incrementals and VirtualFulls for ever. */
  @Test
  void incrementalsGoOnAfterManyVirtualFulls() {
    tree.mkdir("ever");
    good("B", "Full");
    for (int round = 0; round < 3; round++) {
      tree.write("ever/" + round, "1");
      tree.write("ever/same", "round " + round);
      good("B", "Incremental");
      good("B", "VirtualFull");
    }
    tree.write("ever/last", "1");

    JobRow next = good("B", "Incremental");

    assertThat(next.level()).isEqualTo("I");
    assertThat(site.saved(next)).contains("ever/last").doesNotContain("d/always");
    ByteTree restored = site.restored();
    assertThat(restored.list("ever")).contains("0", "1", "2", "last");
    assertThat(new String(restored.read("ever/same"), StandardCharsets.UTF_8)).isEqualTo("round 2");
  }

  /** The way that we recommend: the newest incremental stays a job of its own, to be built on. */
  @Test
  void progressiveVirtualFullsForEverSaveNothingTwiceAndAreExact() {
    tree.mkdirs("loop/to0");
    tree.write("loop/to0/f", "old");
    tree.write("loop/gone0", "old");
    good("Ever", "Full");
    for (int round = 1; round <= 3; round++) {
      tree.rename("loop/to" + (round - 1), "loop/to" + round);
      good("Ever", "Incremental");
      tree.unlink("loop/gone" + (round - 1));
      tree.write("loop/gone" + round, "new");
      JobRow second = good("Ever", "Incremental");
      good("Ever", "VirtualFull");

      assertThat(site.saved(second))
          .as(() -> site.explain(second))
          .containsExactly("loop/gone" + round);
    }
    tree.write("loop/last", "1");
    JobRow last = good("Ever", "Incremental");

    assertThat(site.saved(last)).as(() -> site.explain(last)).containsExactly("loop/last");
    assertThat(ExactRestore.differences(tree, site.exactRestore().run(""))).isEmpty();
  }
}
