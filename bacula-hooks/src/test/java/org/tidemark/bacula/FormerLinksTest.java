package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;

/** Hazard 14: a directory took the place of a symbolic link to another directory. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class FormerLinksTest {
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

  /** A directory with a file, and a link to it. */
  private static void linked(String name) {
    tree.mkdirs(name + "/d");
    tree.write(name + "/d/x", "old");
    tree.symlink("d", name + "/lnk");
  }

  private static void directory(String name) {
    tree.mkdir(name);
    tree.write(name + "/x", "new");
    tree.write(name + "/y", "only");
  }

  private static void makeDirectory(String name) {
    tree.unlink(name + "/lnk");
    directory(name + "/lnk");
  }

  /** The former link is not laid: it has the node of the directory in the console's tree. */
  @Test
  void nothingIsLaidThroughTheLink() {
    List.of("made", "moved").forEach(FormerLinksTest::linked);
    site.good("Full");
    List.of("later", "later moved").forEach(FormerLinksTest::linked);
    directory("later moved/real");
    site.good("Incremental");
    List.of("made", "later").forEach(FormerLinksTest::makeDirectory);
    directory("moved/real");
    for (String moved : List.of("moved", "later moved")) {
      tree.unlink(moved + "/lnk");
      tree.rename(moved + "/real", moved + "/lnk");
    }
    site.good("Incremental");

    assertExact();
    site.good("VirtualFull");
    assertExact();
  }

  private static void assertExact() {
    ByteTree restored = site.exactRestore().run("");

    assertThat(ExactRestore.differences(tree, restored)).isEmpty();
    for (String name : List.of("made", "moved", "later", "later moved")) {
      assertThat(restored.list(name + "/d")).as(name).containsExactly("x");
      assertThat(restored.read(name + "/d/x")).as(name).isEqualTo(bytes("old"));
      assertThat(restored.list(name + "/lnk")).as(name).containsExactlyInAnyOrder("x", "y");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Without a tree to choose from, Bacula restores all that the jobs hold, one after the other. */
  @Test
  void whereTheCatalogueLostTheNamesTheLinkAndWhereItLeadsAreTold() {
    linked("lost");
    JobRow full = site.good("Full");
    makeDirectory("lost");
    JobRow increment = site.good("Incremental");
    for (JobRow job : List.of(full, increment)) {
      String unused = site.bacula().console("purge files jobid=" + job.id());
    }
    ExactRestore exact = site.exactRestore();
    Path restored = site.restores().newest();

    ExactRestore.Cleaned cleaned = exact.clean(restored);

    assertThat(cleaned.isPartial()).as(cleaned.output()).isTrue();
    assertThat(cleaned.output())
        .contains("followed " + tree.path("lost/lnk") + " -> d")
        .contains("stands as a symbolic link to d, where a directory belongs");
    assertThat(alone(full).read("lost/d/x")).isEqualTo(bytes("old"));
    ByteTree directory = alone(increment);
    assertThat(directory.list("lost/lnk")).containsExactlyInAnyOrder("x", "y");
    assertThat(directory.read("lost/lnk/x")).isEqualTo(bytes("new"));
  }

  /** What one job holds, in a folder of its own. */
  private static ByteTree alone(JobRow job) {
    Path place = folder.resolve("alone-" + job.id());
    String unused = site.restores().into("where=" + place + " jobid=" + job.id() + " all done yes");
    return site.exactRestore().within(place);
  }
}
