package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;

/** Hazard 17: Bacula skips what is listed but has old times; such names get a new ctime. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class OldTimesTest {
  @TempDir static Path folder;
  private static BaculaSite site;
  private static ByteTree tree;
  private static Path before;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    before = folder.resolve("before.sh");
    Files.writeString(before, "#!/bin/sh\n");
    Programs.run("chmod", "755", before.toString()).orFail();
    String late =
        "RunScript { RunsWhen = Before; RunsOnClient = yes; Command = \"" + before + "\" }";
    site = BaculaSite.start(folder, BaculaSite.job("Late", late) + withoutRefresh());
    tree = site.tree();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  /** Recipe case 7, the moved tree, with a directory of its own mode and owner. */
  @Test
  void aMovedTreeIsSavedWholeAndOnlyOnce() {
    tree.mkdirs("moved/from/sub");
    tree.write("moved/from/sub/f", "old");
    tree.chmod("moved/from/sub", 0711);
    tree.chown("moved/from/sub", 1234, 1234);
    tree.setModified("moved/from/sub/f", 1_000_000_000, 5);
    site.good("Full");
    tree.rename("moved/from", "moved/to");
    FileStat old = tree.stat("moved/to/sub/f");
    long modified = old.modifyTime();

    JobRow moved = site.good("Incremental");
    FileStat now = tree.stat("moved/to/sub/f");
    JobRow idle = site.good("Incremental");

    assertThat(site.saved(moved))
        .as(() -> site.explain(moved))
        .containsExactly("moved/to/", "moved/to/sub/", "moved/to/sub/f");
    assertThat(now.modifyTime()).isEqualTo(modified);
    assertThat(site.saved(idle)).as(() -> site.explain(idle)).isEmpty();
    ByteTree restored = site.restored();
    assertThat(restored.stat("moved/to/sub").permissions()).isEqualTo(0711);
    assertThat(restored.stat("moved/to/sub").user()).isEqualTo(1234);
  }

  private static String withoutRefresh() {
    String hook = folder.resolve("home/hooks/bacula").toString();
    String fileset = new Snippets(hook, "Untouched", 1, Trees.ALL, LeftOut.NOTHING).fileset();
    return fileset.replace("refresh=yes", "refresh=no")
        + BaculaSite.job("Untouched", "FileSet = Untouched");
  }

  /** What the refresh is for. */
  @Test
  void withoutItBaculaSkipsAllBelowAMovedDirectory() {
    tree.mkdirs("skipped/from");
    tree.write("skipped/from/f", "old");
    JobRow full = site.bacula().run("Untouched", "level=Full");
    tree.rename("skipped/from", "skipped/to");

    JobRow moved = site.bacula().run("Untouched", "level=Incremental");

    assertThat(full.isGood()).as(() -> site.explain(full)).isTrue();
    assertThat(site.saved(moved)).as(() -> site.explain(moved)).containsExactly("skipped/to/");
  }

  /** Recipe case 6: changed between the list and the start that the next job counts from. */
  @Test
  void whatChangesBetweenListAndStartIsInTheNextJob() throws IOException {
    tree.mkdir("late");
    run("Full");
    Files.writeString(
        before, "#!/bin/sh\necho new > " + tree.top().latin1() + "/late/f\nsleep 3\n");
    JobRow missed = run("Incremental");
    Files.writeString(before, "#!/bin/sh\n");

    JobRow next = run("Incremental");

    assertThat(site.saved(missed)).isEmpty();
    assertThat(site.saved(next)).as(() -> site.explain(next)).containsExactly("late/f");
  }

  private static JobRow run(String level) {
    JobRow job = site.bacula().run("Late", "level=" + level);
    assertThat(job.isGood()).as(() -> site.explain(job)).isTrue();
    return job;
  }

  @Test
  void aNameThatCannotGetANewTimeIsSaid() {
    tree.mkdirs("still/from");
    tree.write("still/from/f", "old");
    site.good("Full");
    String file = tree.top().latin1() + "/still/from/f";
    Programs.run("chattr", "+i", file).orFail();
    tree.rename("still/from", "still/to");
    // The flag gave it a new ctime: only the next job would skip it.
    String moved = tree.top().latin1() + "/still/to/f";
    site.good("Incremental");
    tree.rename("still/to", "still/again");
    JobRow job = site.good("Incremental");
    JobRow next = site.good("Incremental");
    ExactRestore.Cleaned doubtful = site.exactRestore().clean(site.restores().newest());
    Programs.run("chattr", "-i", moved.replace("/to/", "/again/")).orFail();
    JobRow mended = site.good("Incremental");
    JobRow after = site.good("Incremental");
    ExactRestore.Cleaned sure = site.exactRestore().clean(site.restores().newest());

    assertThat(doubtful.isPartial()).as(doubtful.output()).isTrue();
    assertThat(doubtful.output()).contains(next.name() + ": Bacula skips 1 old names");
    assertThat(sure.exit()).as(sure.output()).isZero();
    assertThat(site.saved(job)).isEqualTo(List.of("still/again/"));
    assertThat(site.hookSaid())
        .contains("WARNING: Bacula skips 1 old names", "still/again/f: EPERM");
    for (JobRow warned : List.of(job, next)) {
      assertThat(site.bacula().log(warned)).contains("Bacula skips 1 old names", "f: EPERM");
      assertThat(warned.errors()).isPositive();
    }
    assertThat(site.saved(mended)).as(() -> site.explain(mended)).contains("still/again/f");
    assertThat(after.errors()).as(() -> site.explain(after)).isZero();
  }
}
