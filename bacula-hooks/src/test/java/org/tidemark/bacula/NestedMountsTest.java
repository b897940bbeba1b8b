package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;

/** Bacula enters no other filesystem by itself; below a tree with nested = yes it must. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class NestedMountsTest {
  @TempDir static Path folder;
  private static BaculaSite site;
  private static NestedSite nested;
  private static ByteTree tree;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    site = BaculaSite.start(folder, "");
    nested = new NestedSite(site);
    tree = site.tree();
    nested.mount(ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 64), "inner");
    nested.mount(ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS, 64), "left");
    tree.mkdirs("inner/d");
    tree.write("inner/d/f", "old");
    tree.write("left/f", "old");
    nested.follow();
  }

  @AfterAll
  static void stop() {
    nested.close();
  }

  @Test
  void whatIsMountedBelowATreeIsInAFullAndInWhatFollows() {
    JobRow full = site.good("Full");
    tree.write("inner/d/g", "new");
    String estimate = site.bacula().console("estimate job=B level=Full listing");
    // What lies in a gap would be listed as a tree.
    site.awaitReconciled();
    JobRow incremental = site.good("Incremental");

    List<String> saved = site.saved(full);
    assertThat(saved).as(() -> site.explain(full)).contains("inner/d/").doesNotContain("left/f");
    assertThat(Collections.frequency(saved, "inner/d/f")).isEqualTo(1);
    assertThat(estimate).contains("inner/d/g").doesNotContain("left/f");
    assertThat(site.saved(incremental))
        .as(() -> site.explain(incremental))
        .containsExactly("inner/d/g");
    ByteTree restored = site.exactRestore().run("");
    assertThat(new String(restored.read("inner/d/f"), StandardCharsets.UTF_8)).isEqualTo("old");
    assertThat(restored.exists("inner/d/g")).isTrue();
  }

  /** A gap is compared whole, by a walk of Bacula's own. */
  @Test
  void soItIsWhereAGapIsCompared() throws Exception {
    JobRow inGap = nested.jobInAGap(() -> tree.write("inner/d/later", "new"), () -> {});

    assertThat(site.saved(inGap)).as(() -> site.explain(inGap)).contains("inner/d/later");
  }
}
