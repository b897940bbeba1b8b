package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/** Subvolumes that are mounted nowhere: Bacula enters none by itself, wherever it walks. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class SubvolumesTest {
  @TempDir static Path folder;
  private static BaculaSite site;
  private static NestedSite nested;
  private static ByteTree tree;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    site = BaculaSite.start(folder, "");
    nested = new NestedSite(site);
    tree = site.tree();
    nested.mount(ScratchFilesystem.create(ScratchFilesystem.Kind.BTRFS), "pool");
    tree.mkdir("pool/d");
    for (String name : List.of("pool/d/s", "pool/d/s/deeper", "pool/left")) {
      subvolume(name);
    }
    nested.follow();
  }

  private static void subvolume(String name) {
    String path = new String(tree.path(name).bytes(), StandardCharsets.UTF_8);
    Programs.run("btrfs", "subvolume", "create", path).orFail();
    tree.write(name + "/f", "old");
  }

  @AfterAll
  static void stop() {
    nested.close();
  }

  @Test
  void aFullHoldsWhatIsInThemOnce() {
    JobRow full = site.good("Full");

    List<String> saved = site.saved(full);
    assertThat(saved).as(() -> site.explain(full)).doesNotContain("pool/left/f");
    assertThat(Collections.frequency(saved, "pool/d/s/f")).isEqualTo(1);
    assertThat(Collections.frequency(saved, "pool/d/s/deeper/f")).isEqualTo(1);
  }

  /** The list says nothing of what lies below a tree that is compared whole. */
  @Test
  void soDoesAComparisonOfAGap() throws Exception {
    JobRow inGap =
        nested.jobInAGap(
            () -> tree.write("pool/d/s/later", "new"),
            () -> tree.write("pool/d/s/deeper/later", "new"));

    assertThat(site.saved(inGap))
        .as(() -> site.explain(inGap))
        .contains("pool/d/s/later", "pool/d/s/deeper/later");
  }

  @Test
  void soDoesADirectoryThatWasMoved() {
    tree.mkdir("pool/from");
    subvolume("pool/from/s");
    site.good("Full");
    tree.rename("pool/from", "pool/to");
    tree.write("pool/to/s/later", "new");
    JobRow moved = site.good("Incremental");

    assertThat(site.saved(moved)).as(() -> site.explain(moved)).contains("pool/to/s/later");
  }

  /** A tree is walked too in place of names that no line can hold. */
  @Test
  void soDoesATreeThatIsListedInsteadOfAName() {
    tree.mkdirs("pool/odd\n/d");
    tree.write("pool/odd\n/d/f", "old");
    site.good("Full");
    tree.write("pool/odd\n/d/f", "new");
    tree.write("pool/d/s/meanwhile", "new");
    JobRow instead = site.good("Incremental");

    assertThat(site.saved(instead)).as(() -> site.explain(instead)).contains("pool/d/s/meanwhile");
  }

  @Test
  void whatCannotBeLookedThroughIsTold() {
    PathBytes tooLong = PathBytes.ofUtf8("/d".repeat(5000));
    PathBytes gone = tree.path("gone");
    Subvolumes subvolumes = new Subvolumes();

    assertThat(subvolumes.below(tooLong, Exclusions.NONE, List.of())).isEmpty();
    assertThat(subvolumes.below(gone, Exclusions.NONE, List.of())).isEmpty();
    assertThat(subvolumes.unsearched()).isEqualTo(Map.of(tooLong, Errno.ENAMETOOLONG));
  }
}
