package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;

/** What Bacula did by times before it got lists, or does for want of a daemon. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class ExistingFullTest {
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

  /** A job with a FileSet as sites have it before: the trees themselves. */
  private static String byTimes(String name) {
    return "FileSet {\n  Name = "
        + name
        + "\n  Include {\n    Options { signature = SHA1 }\n    File = \""
        + tree.top().latin1()
        + "\"\n  }\n}\n"
        + BaculaSite.job(name, "FileSet = " + name);
  }

  /** The same job with our FileSet in the old one's place. */
  private static String byLists(String name, String moreWords) {
    String fileset =
        site.tidemark(
            "bacula",
            "config",
            "--part",
            "fileset",
            "--name",
            name,
            "--hook",
            site.hook().toString());
    return fileset
            .replace(
                "Name = \"" + name + "\"",
                "Name = \"" + name + "\"\n  Ignore FileSet Changes = yes")
            .replace("prev=%S", "prev=%S" + moreWords)
        + BaculaSite.job(name, "FileSet = " + name);
  }

  private static JobRow good(String job, String level) {
    JobRow row = site.bacula().run(job, "level=" + level);
    assertThat(row.isGood()).as(() -> site.explain(row)).isTrue();
    return row;
  }

  /** The name of a job has its time in whole seconds. */
  private static void awaitNextSecond() {
    long second = System.currentTimeMillis() / 1000;
    Eventually.await("the next second", () -> System.currentTimeMillis() / 1000 > second);
  }

  @Test
  void aFullOfEarlierTimesIsComparedByTimesOnceAndThenListsCount() throws IOException {
    site.reload(byTimes("Earlier"));
    tree.mkdir("earlier");
    tree.write("earlier/old", "old");
    good("Earlier", "Full");
    tree.write("earlier/first", "1");
    site.reload(byLists("Earlier", ""));

    JobRow first = good("Earlier", "Incremental");
    tree.write("earlier/second", "2");
    JobRow second = good("Earlier", "Incremental");

    assertThat(first.level()).isEqualTo("I");
    assertThat(site.saved(first)).contains("earlier/first").doesNotContain("earlier/old");
    assertThat(site.hookSaid())
        .contains("Bacula looks for changes by times only and may miss moved trees");
    assertThat(site.bacula().log(second))
        .contains("moved trees may be missing since " + first.name());
    assertThat(site.saved(second)).containsExactly("earlier/second");
  }

  @Test
  void aFullThatWasMadeAfterItsBaseWasSetIsBuiltOn() throws IOException {
    site.reload(byTimes("Adopted"));
    tree.mkdirs("adopted/from");
    tree.write("adopted/from/f", "old");
    String window =
        site.tidemark(
                "window",
                "open",
                "--consumer",
                "bacula:Adopted",
                "--level",
                "full",
                "--key",
                "before-the-full")
            .strip();
    String list = site.tidemark("window", "list", window);
    String unused = site.tidemark("window", "commit", window);
    awaitNextSecond();
    good("Adopted", "Full");
    tree.write("adopted/g", "new");
    tree.rename("adopted/from", "adopted/to");
    site.reload(byLists("Adopted", ""));

    JobRow first = good("Adopted", "Incremental");
    tree.write("adopted/second", "2");
    JobRow second = good("Adopted", "Incremental");
    JobRow differential = good("Adopted", "Differential");

    String manifest =
        ManifestFiles.of(site.state(), new ConsumerName("bacula:Adopted"), Long.parseLong(window))
            .toString();
    assertThat(site.bacula().saved(first)).as(() -> site.explain(first)).contains(manifest);
    assertThat(site.bacula().saved(second)).doesNotContain(manifest);
    assertThat(site.bacula().saved(differential)).contains(manifest);
    assertThat(list).contains("S " + tree.top());
    assertThat(site.saved(first))
        .as(() -> site.explain(first))
        .containsExactly("adopted/g", "adopted/to/", "adopted/to/f");
    assertThat(site.saved(second)).containsExactly("adopted/second");
    assertThat(site.saved(differential))
        .contains("adopted/g", "adopted/second", "adopted/to/", "adopted/to/f");
  }

  @Test
  void withoutADaemonAJobGoesOnByTimesIfThatIsConfigured() throws Exception {
    site.reload(byLists("Onwards", " without-daemon=" + tree.top().latin1()));
    tree.mkdirs("onwards/from");
    tree.write("onwards/from/old", "old");
    good("Onwards", "Full");
    site.stopDaemon();
    tree.write("onwards/first", "1");
    tree.rename("onwards/from", "onwards/to");
    JobRow without = good("Onwards", "Incremental");
    site.startDaemon();
    tree.write("onwards/second", "2");

    JobRow next = good("Onwards", "Incremental");

    assertThat(site.saved(without)).contains("onwards/first").doesNotContain("onwards/to/old");
    assertThat(site.hookSaid()).contains("WARNING: by times only");
    assertThat(site.saved(next))
        .as(() -> site.explain(next))
        .contains("onwards/second", "onwards/to/old");
  }
}
