package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

/** Jobs that are cancelled, tried again, stopped, or asked for in a way that loses files. */
@EnabledIf(
    value = "org.tidemark.bacula.BaculaPrograms#areThere",
    disabledReason = "no Bacula daemons: scripts/test unpacks Debian's packages")
class TroubledJobsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static BaculaSite site;
  private static ByteTree tree;

  @BeforeAll
  static void start() throws IOException, TidemarkException {
    Path once = script("once.sh", "cd '" + folder + "' && ! mv fail-once failed 2>/dev/null");
    Path late =
        script(
            "late.sh",
            "cd '" + folder + "'",
            "mv change-once changed 2>/dev/null || exit 0",
            "home/hooks/bacula window jobid=1 \"job=$1\"",
            "sleep 4; . ./changed; sleep 3; exit 1");
    site =
        BaculaSite.start(
            folder,
            BaculaSite.job("Slow", "Maximum Bandwidth = 200 k/s")
                + BaculaSite.job(
                    "Again",
                    "Reschedule On Error = yes",
                    "Reschedule Interval = 2 seconds",
                    "Reschedule Times = 3",
                    "RunScript { RunsWhen = Before; RunsOnClient = yes; FailJobOnError = yes;"
                        + " Command = \""
                        + once
                        + "\" }")
                + BaculaSite.job(
                    "Late",
                    "Reschedule On Error = yes",
                    "Reschedule Interval = 2 seconds",
                    "Reschedule Times = 3",
                    "RunScript { RunsWhen = AfterSnapshot; RunsOnClient = yes; FailJobOnError = yes;"
                        + " Command = \""
                        + late
                        + " %j\" }"));
    tree = site.tree();
  }

  private static Path script(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Programs.run("chmod", "755", file.toString()).orFail();
    return file;
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static JobRow good(String name, String level) {
    JobRow job = site.bacula().run(name, "level=" + level);
    assertThat(job.isGood()).as(() -> site.explain(job)).isTrue();
    return job;
  }

  private static void awaitRunning() {
    Eventually.await(
        () -> "the job reads: " + site.bacula().console("status client=t-fd"),
        PATIENCE,
        () -> site.bacula().console("status client=t-fd").contains("Processing file:"));
  }

  private static void awaitEnd(long id) {
    String unused = site.bacula().console("wait jobid=" + id);
  }

  /** The file daemon compresses what it sends. */
  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Recipe case 5. */
  @Test
  void aCancelledJobConfirmsNothing() {
    tree.mkdir("five");
    good("Slow", "Full");
    tree.write("five/first", random(8 << 20));
    long id = site.bacula().begin("Slow", "level=Incremental");
    awaitRunning();
    String said = site.bacula().console("cancel jobid=" + id + " yes");
    awaitEnd(id);
    tree.unlink("five/first");
    tree.write("five/first", "small");
    tree.write("five/second", "2");

    JobRow next = good("Slow", "Incremental");

    assertThat(site.bacula().job(id).status()).as(said).isEqualTo("A");
    assertThat(site.saved(next)).containsExactly("five/first", "five/second");
    assertThat(site.tidemark("bacula", "status", "Slow")).contains("Canceled");
  }

  /** Recipe case 9, first half. */
  @Test
  void aJobWithAccurateIsRefusedAndDropsNoFile() {
    tree.write("nine", "old");
    good("B", "Full");

    JobRow refused = site.bacula().run("B", "level=Incremental accurate=yes");

    assertThat(refused.isGood()).isFalse();
    assertThat(dropped()).isEmpty();
  }

  private static List<String> dropped() {
    return site.bacula().sql("SELECT FileId FROM File WHERE FileIndex <= 0");
  }

  /** Recipe case 9, second half: an incomplete job that is resumed gets the list of Accurate. */
  @Test
  void aResumedJobIsRefusedAndDropsNoFile() {
    tree.mkdir("resumed");
    tree.write("resumed/old", "old");
    good("Slow", "Full");
    for (int i = 0; i < 20; i++) {
      tree.write("resumed/" + i, random(1 << 18));
    }
    long id = site.bacula().begin("Slow", "level=Incremental");
    Eventually.await(
        () -> "more than ten files: " + site.bacula().console("status client=t-fd"),
        PATIENCE,
        () -> site.bacula().console("status client=t-fd").contains("resumed/15"));
    String said = site.bacula().console("stop jobid=" + id + " yes");
    awaitEnd(id);
    String status = site.bacula().job(id).status();
    String resumed = site.bacula().console("resume jobid=" + id + " yes", "wait");

    assertThat(status).as(said).isEqualTo("I");
    assertThat(site.bacula().job(id).isGood()).as(resumed).isFalse();
    assertThat(dropped()).isEmpty();
    for (int i = 0; i < 20; i++) {
      tree.write("resumed/" + i, "small");
    }
    assertThat(site.saved(good("Slow", "Incremental"))).hasSize(20);
  }

  /** Recipe case 12: what fails after the list was made is tried again under the same name. */
  @Test
  void aJobThatIsTriedAgainGetsTheSameWindow() throws IOException {
    tree.mkdir("twelve");
    good("Again", "Full");
    tree.write("twelve/f", "new");
    Files.createFile(folder.resolve("fail-once"));

    JobRow job = good("Again", "Incremental");

    assertThat(folder.resolve("failed")).exists();
    assertThat(site.hookSaid().split(job.name() + " INCREMENTAL DIRS", -1)).hasSize(3);
    assertThat(site.saved(job)).containsExactly("twelve/f");
    assertThat(windowsOf(job)).hasSize(1);
  }

  /** Hazard 17: what changes between two runs of a job is on the list of neither. */
  @Test
  void whatChangesBetweenARunThatFailedAndTheNextIsInTheNextJob() throws IOException {
    tree.mkdir("between");
    good("Late", "Full");
    Files.writeString(
        folder.resolve("change-once"), "echo new > '" + tree.top().latin1() + "/between/f'\n");
    JobRow job = good("Late", "Incremental");

    JobRow next = good("Late", "Incremental");

    assertThat(site.tidemark("bacula", "status", "Late").split("started " + job.name(), -1))
        .as("the failed run had begun, too")
        .hasSize(3);
    assertThat(site.saved(job)).isEmpty();
    assertThat(site.saved(next)).as(() -> site.explain(next)).containsExactly("between/f");
  }

  private static List<String> windowsOf(JobRow job) {
    return site.tidemark("window", "show")
        .lines()
        .filter(line -> line.contains(job.name()))
        .toList();
  }
}
