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

/** Jobs on real daemons of Bacula: what each saves, and what confirms it. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class JobsTest {
  @TempDir static Path folder;
  private static BaculaSite site;
  private static ByteTree tree;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    site = BaculaSite.start(folder, BaculaSite.job("First"));
    tree = site.tree();
    tree.mkdirs("first/sub");
    tree.write("first/sub/f", "old");
    tree.write("first/g", "old");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  /** Recipe case 1. */
  @Test
  void aFirstIncrementalBecomesAFullOfAllRoots() {
    JobRow job = site.bacula().run("First", "level=Incremental");

    assertThat(job.isGood()).as(() -> site.explain(job)).isTrue();
    assertThat(job.level()).isEqualTo("F");
    assertThat(site.saved(job)).contains("first/sub/f", "first/g", "first/sub/");
  }

  /** Recipe cases 2 and 3. */
  @Test
  void anIncrementalSavesExactlyWhatChanged() {
    tree.mkdirs("two/many");
    for (int i = 0; i < 20; i++) {
      tree.write("two/many/" + i, "old");
    }
    tree.write("two/gone", "old");
    JobRow full = site.good("Full");
    tree.write("two/many/3", "new");
    tree.write("two/many/4", "new");
    tree.write("two/many/5", "new");
    tree.mkdir("two/fresh");
    tree.write("two/fresh/one", "new");
    tree.unlink("two/gone");

    JobRow incremental = site.good("Incremental");
    JobRow idle = site.good("Incremental");

    assertThat(full.level()).isEqualTo("F");
    assertThat(incremental.level()).isEqualTo("I");
    assertThat(site.saved(incremental))
        .as(() -> site.explain(incremental))
        .containsExactly("two/fresh/", "two/fresh/one", "two/many/3", "two/many/4", "two/many/5");
    assertThat(site.saved(idle)).isEmpty();
    ByteTree restored = site.restored();
    assertThat(new String(restored.read("two/many/3"), StandardCharsets.UTF_8)).isEqualTo("new");
    assertThat(restored.exists("two/gone")).as("Bacula alone knows of no removals").isTrue();
  }

  /** Recipe case 8: a directory's own entry, without what it holds. */
  @Test
  void anEmptyDirectoryAndANewModeAreOneEntryEach() {
    tree.mkdirs("eight/many");
    for (int i = 0; i < 20; i++) {
      tree.write("eight/many/" + i, "old");
    }
    site.good("Full");
    tree.mkdir("eight/empty");
    tree.chmod("eight/many", 0700);
    tree.write("eight/many/7", "new");

    JobRow job = site.good("Incremental");

    assertThat(site.saved(job)).containsExactly("eight/empty/", "eight/many/", "eight/many/7");
  }

  /** Recipe case 11. */
  @Test
  void anEstimateShowsTheListAndMovesNothing() {
    tree.mkdir("eleven");
    site.good("Full");
    tree.write("eleven/f", "new");
    String before = site.tidemark("window", "show");

    String said = site.bacula().console("estimate job=B level=Incremental listing");
    String after = site.tidemark("window", "show");
    JobRow job = site.good("Incremental");

    assertThat(said).contains("eleven/f");
    assertThat(after).isEqualTo(before);
    assertThat(site.saved(job)).containsExactly("eleven/f");
  }

  /** Recipe case 13: Bacula saves exactly the list, times or no times. */
  @Test
  void aJobCloned1970SavesExactlyTheListSinceTheConfirmedBase() {
    tree.mkdirs("thirteen/from");
    tree.write("thirteen/from/f", "old");
    site.good("Full");
    JobRow confirming = site.good("Incremental");
    tree.rename("thirteen/from", "thirteen/to");

    JobRow job =
        site.bacula().run("B", "level=Incremental since=\"1970-01-02 00:00:00\" cloned=yes");

    assertThat(confirming.isGood()).isTrue();
    assertThat(site.saved(job))
        .as(() -> site.explain(job))
        .containsExactly("thirteen/to/", "thirteen/to/f");
  }

  /** Differential is what Bacula calls cumulative: since the last Full. */
  @Test
  void aDifferentialHasAllSinceTheFullAndAnIncrementalOnlyTheRest() {
    tree.mkdir("levels");
    site.good("Full");
    tree.write("levels/one", "1");
    site.good("Incremental");
    tree.write("levels/two", "2");
    JobRow differential = site.good("Differential");
    tree.write("levels/three", "3");
    JobRow incremental = site.good("Incremental");

    assertThat(site.saved(differential)).containsExactly("levels/one", "levels/two");
    assertThat(site.saved(incremental)).containsExactly("levels/three");
  }

  /** Recipe case 4. */
  @Test
  void aJobWithoutADaemonFailsAndTheNextOneSavesBothPeriods() throws TidemarkException {
    tree.mkdir("four");
    site.good("Full");
    tree.write("four/first", "1");
    site.stopDaemon();
    JobRow failed = site.bacula().run("Incremental");
    site.startDaemon();
    tree.write("four/second", "2");

    JobRow next = site.good("Incremental");

    assertThat(failed.isGood()).isFalse();
    assertThat(site.tidemark("bacula", "status", "B"))
        .contains("failed " + failed.name() + ": no daemon answers");
    assertThat(site.saved(next)).contains("four/first", "four/second");
  }
}
