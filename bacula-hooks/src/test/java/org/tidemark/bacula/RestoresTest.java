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

/** What an administrator does and sees who makes a restore exact. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class RestoresTest {
  @TempDir static Path folder;
  private static BaculaSite site;
  private static ByteTree tree;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    site = BaculaSite.start(folder, "");
    tree = site.tree();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  /** Hazard 14: Bacula cannot lay a file over a directory; the printed line fetches it. */
  @Test
  void theLineThatIsPrintedRestoresWhatStoodInTheWay() {
    tree.mkdir("changed");
    tree.write("changed/x", "old");
    site.good("Full");
    tree.removeTree("changed");
    tree.write("changed", "new");
    site.good("Incremental");
    Path restored = site.restores().newest();
    ExactRestore exact = site.exactRestore();

    ExactRestore.Cleaned first = exact.clean(restored);
    String line = printed(first);
    String said = site.bacula().console(line, "wait");
    ExactRestore.Cleaned second = exact.clean(restored);

    assertThat(first.isPartial()).as(first.output()).isTrue();
    assertThat(second.exit()).as(line + "\n" + said + "\n" + second.output()).isZero();
    byte[] content = exact.within(restored).read("changed");
    assertThat(new String(content, StandardCharsets.UTF_8)).isEqualTo("new");
  }

  private static String printed(ExactRestore.Cleaned cleaned) {
    return cleaned
        .output()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("restore where="))
        .findFirst()
        .orElseThrow(() -> new AssertionError(cleaned.output()));
  }

  /** The next job knows what was removed, so the doubt lasts for one. */
  @Test
  void aRestoreOfAJobThatWasMadeInAnOpenGapSaysSoAndTheNextOneIsExact() throws Exception {
    tree.mkdir("gap");
    tree.write("gap/stays", "old");
    tree.write("gap/goes", "old");
    tree.mkdirs("gap/from");
    tree.write("gap/from/f", "old");
    site.good("Full");
    site.stopDaemon();
    tree.unlink("gap/goes");
    tree.rename("gap/from", "gap/to");
    site.configure("[journal]", "reconcile = no");
    site.startDaemon();
    JobRow first = site.good("Incremental");
    Path inDoubt = site.restores().newest();
    ExactRestore exact = site.exactRestore();
    ExactRestore.Cleaned doubtful = exact.clean(inDoubt);
    site.stopDaemon();
    site.configure();
    site.startDaemon();
    site.awaitReconciled();
    site.good("Incremental");
    Path settled = site.restores().newest();
    ExactRestore.Cleaned sure = exact.clean(settled);

    assertThat(site.saved(first))
        .as("a moved tree is saved by times too: %s", site.explain(first))
        .contains("gap/to/f");
    assertThat(doubtful.isPartial()).as(doubtful.output()).isTrue();
    assertThat(doubtful.output()).contains("nobody can say what was removed");
    assertThat(exact.within(inDoubt).list("gap")).contains("goes", "stays", "to");
    assertThat(sure.exit()).as(sure.output()).isZero();
    assertThat(exact.within(settled).list("gap")).containsExactly("stays", "to");
  }
}
