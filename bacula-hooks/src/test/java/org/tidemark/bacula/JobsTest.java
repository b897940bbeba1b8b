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
    site = BaculaSite.start(folder, "");
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
    JobRow job = site.good("Incremental");

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
    ByteTree restored = site.restoredTree(site.bacula().restore());
    assertThat(new String(restored.read("two/many/3"), StandardCharsets.UTF_8)).isEqualTo("new");
    assertThat(restored.exists("two/gone")).as("Bacula alone knows of no removals").isTrue();
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
    assertThat(site.saved(next)).contains("four/first", "four/second");
  }
}
