package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;

/** Bacula's configuration, its own codes and its command lines between a tree and its list. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class OddTreeTest {
  private static final String ODD = "my \"mail\" 100%i \\1";

  @TempDir private Path folder;

  @Test
  void aChosenTreeWithAnOddNameIsSavedByItselfAndRestoredExactly()
      throws IOException, TidemarkException {
    try (BaculaSite site = BaculaSite.start(folder, "")) {
      ByteTree tree = site.tree();
      tree.mkdirs(ODD + "/d");
      tree.write(ODD + "/d/gone", "1");
      tree.write(ODD + "/kept", "1");
      tree.write("beside", "1");
      site.reload(fileset(site, tree) + BaculaSite.job("Odd", "FileSet = Odd"));
      JobRow full = run(site, "Full");
      tree.write("beside", "2");
      tree.unlink(ODD + "/d/gone");
      tree.write(ODD + "/new", "2");

      JobRow changed = run(site, "Incremental");
      Restores restores = new Restores(site.bacula(), "t-fd", "Odd");
      ByteTree restored = new ExactRestore(restores, site.state(), tree.top()).run("");

      assertThat(site.saved(full)).doesNotContain("beside").contains(ODD + "/kept");
      assertThat(site.saved(changed))
          .contains(ODD + "/new")
          .doesNotContain("beside", ODD + "/kept");
      assertThat(restored.list("")).containsExactly(ODD);
      assertThat(restored.list(ODD)).containsExactlyInAnyOrder("d", "kept", "new");
      assertThat(restored.list(ODD + "/d")).isEmpty();
    }
  }

  private static String fileset(BaculaSite site, ByteTree tree) {
    String path = tree.path(ODD).latin1();
    String hook = site.hook().toString();
    return site.tidemark(
        "bacula", "config", "--part", "fileset", "--name", "Odd", "--hook", hook, path);
  }

  private static JobRow run(BaculaSite site, String level) {
    JobRow job = site.bacula().run("Odd", "level=" + level);
    assertThat(job.isGood()).as(() -> site.explain(job)).isTrue();
    return job;
  }
}
