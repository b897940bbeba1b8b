package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;

/** Recipe case 7: names that Bacula's list can carry, and those that it cannot. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class NamesTest {
  private static final List<String> CARRIED =
      List.of("a blank", " first", "\"quoted\"", "it's", "|bar", "<less", "back\\slash", "#", "ü");

  @TempDir static Path folder;
  private static BaculaSite site;
  private static ByteTree tree;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    site = BaculaSite.start(folder, "", "*.tmp", "out?ide", "core[!a-z]*", "cache?");
    tree = site.tree();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @Test
  void oddNamesAreSavedAsTheyAre() {
    tree.mkdir("odd");
    site.good("Full");
    CARRIED.forEach(name -> tree.write("odd/" + name, "new"));
    tree.write("odd/\u00ff\u0080", "not UTF-8");

    JobRow job = site.good("Incremental");

    List<String> expected = new ArrayList<>(List.of("odd/\u00ff\u0080"));
    CARRIED.forEach(name -> expected.add("odd/" + name));
    assertThat(site.saved(job)).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Hazard 4: an event names one name of a file; the others are saved with it, as one file. */
  @Test
  void allNamesOfAFileAreSavedWithItAndStayOneFile() {
    tree.mkdirs("links/d");
    tree.write("links/a", "old");
    tree.link("links/a", "links/d/b");
    site.good("Full");
    tree.append("links/a", new byte[] {'!'});

    JobRow job = site.good("Incremental");

    assertThat(site.saved(job)).as(() -> site.explain(job)).containsExactly("links/a", "links/d/b");
    ByteTree restored = site.restored();
    assertThat(restored.read("links/d/b")).isEqualTo(tree.read("links/a"));
    assertThat(restored.stat("links/d/b").inode()).isEqualTo(restored.stat("links/a").inode());
  }

  /** Hazard 22: the directory is compared one level deep, not the whole tree below it. */
  @Test
  void namesThatNoListCarriesAreSavedByTheirDirectory() {
    tree.mkdirs("cannot/deep");
    tree.write("cannot/deep/untouched", "old");
    tree.write("cannot/beside", "old");
    site.good("Full");
    tree.write("cannot/line\nfeed", "new");
    tree.write("cannot/blank ", "new");

    JobRow job = site.good("Incremental");

    assertThat(site.saved(job))
        .as(() -> site.explain(job))
        .contains("cannot/line\nfeed", "cannot/blank ")
        .doesNotContain("cannot/deep/untouched", "cannot/beside");
    assertThat(site.hookSaid()).contains("2 names cannot be listed for Bacula");
  }

  @Test
  void whatLiesInSuchADirectoryIsSavedByTheTreeAbove() {
    tree.mkdir("below");
    tree.write("below/untouched", "old");
    site.good("Full");
    tree.mkdir("below/directory\n");
    tree.write("below/directory\n/in it", "new");

    JobRow job = site.good("Incremental");

    assertThat(site.saved(job))
        .contains("below/directory\n/", "below/directory\n/in it")
        .doesNotContain("below/untouched");
  }

  @Test
  void aNameTooLongForALineIsSavedByADirectoryAboveIt() {
    String deep = "long";
    tree.mkdir(deep);
    for (int i = 0; i < 5; i++) {
      deep += "/" + String.valueOf(i).repeat(240);
      tree.mkdir(deep);
    }
    site.good("Full");
    tree.write(deep + "/f", "new");

    JobRow job = site.good("Incremental");

    assertThat(site.saved(job)).contains(deep + "/f");
  }

  /** A listed block device would be read to its end. */
  @Test
  void devicesSocketsAndPipesAreNeverRead() {
    tree.mkdir("special");
    site.good("Full");
    String place = tree.top().latin1() + "/special/";
    Programs.run("mknod", place + "disk", "b", "7", "200").orFail();
    tree.fifo("special/pipe");
    Programs.run(
            "python3",
            "-c",
            "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])",
            place + "socket")
        .orFail();

    JobRow job = site.good("Incremental");

    assertThat(site.saved(job))
        .as(() -> site.explain(job))
        .contains("special/disk", "special/pipe")
        .doesNotContain("special/socket");
    assertThat(job.errors()).isZero();
  }

  /** Hazard 9: a directory that became a link is the link, not what the link leads to. */
  @Test
  void nothingIsSavedThroughALink() {
    tree.mkdirs("nine/d");
    tree.mkdirs("nine/elsewhere");
    tree.write("nine/d/f", "old");
    tree.write("nine/elsewhere/f", "old");
    site.good("Full");
    tree.write("nine/d/f", "new");
    tree.removeTree("nine/d");
    tree.symlink("elsewhere", "nine/d");

    JobRow job = site.good("Incremental");

    assertThat(site.saved(job)).as(() -> site.explain(job)).containsExactly("nine/d");
  }

  /** Hazard 25: what is excluded stays so where Bacula walks by itself. */
  @Test
  void exclusionsHoldBelowWhatBaculaWalks() {
    tree.mkdirs("ex/from/outside");
    tree.write("ex/from/outside/f", "old");
    tree.write("ex/from/x.tmp", "old");
    tree.write("ex/from/kept", "old");
    JobRow full = site.good("Full");
    tree.rename("ex/from", "ex/to");

    JobRow moved = site.good("Incremental");

    assertThat(site.saved(full)).contains("ex/from/kept").noneMatch(NamesTest::isExcluded);
    assertThat(site.saved(moved))
        .as(() -> site.explain(moved))
        .containsExactly("ex/to/", "ex/to/kept");
  }

  /** Bacula compares whole paths, and characters where a glob has bytes. */
  @Test
  void whatAnExclusionDoesNotMeanIsInAFull() {
    tree.mkdirs("meant/core");
    List<String> kept = List.of("meant/core/x", "meant/cache\u00c3\u00a9");
    kept.forEach(name -> tree.write(name, "old"));
    List<String> excluded = List.of("meant/core.7", "meant/cache1");
    excluded.forEach(name -> tree.write(name, "old"));

    JobRow full = site.good("Full");

    assertThat(site.saved(full))
        .as(() -> site.explain(full))
        .containsAll(kept)
        .doesNotContainAnyElementsOf(excluded);
  }

  private static boolean isExcluded(String name) {
    return name.endsWith(".tmp") || name.contains("outside");
  }
}
