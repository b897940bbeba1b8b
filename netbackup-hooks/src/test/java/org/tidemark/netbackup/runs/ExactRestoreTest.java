package org.tidemark.netbackup.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.Programs;

/** What lists brought into images is restored exactly; copies stand for images here. */
class ExactRestoreTest {
  private static final long SUNDAY = System.currentTimeMillis() / 1000 - 600;

  @TempDir Path folder;
  private HookSite site;
  private Path restored;
  private long time = SUNDAY + 100;

  @BeforeEach
  void start() throws IOException, TidemarkException {
    site = HookSite.start(folder);
    restored = Files.createDirectories(folder.resolve("restored"));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void full() throws TidemarkException {
    site.full(SUNDAY);
    image(List.of(site.tree().top()));
  }

  /** As an image is made of a list, and restored: a directory is its subtree. */
  private void image(List<PathBytes> entries) {
    try {
      ByteArrayOutputStream names = new ByteArrayOutputStream();
      for (PathBytes entry : entries) {
        names.writeBytes(entry.relativeTo(PathBytes.ROOT));
        names.write(0);
      }
      Path list = Files.write(folder.resolve("names"), names.toByteArray());
      String pipe =
          "tar -C / --format=posix --null -cf - -T '%s' | tar -C '%s' -xpf -"
              .formatted(list, restored);
      Programs.run("sh", "-c", pipe).orFail();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bpbkar reads the list after the hook here; which one is committed, the hook decides. */
  private void backup() throws TidemarkException {
    JobFacts job = site.job(time++);
    Outcome outcome = site.start(job);
    assertThat(outcome.proceeds()).as(outcome.why()).isTrue();
    image(site.entries());
    site.end(job, 0);
    site.written(job);
    site.confirm();
  }

  private void assertExact() {
    assertExactAndSaid(0, "");
  }

  private void assertExactAndSaid(int wanted, String words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            List.of(
                "restore-clean",
                "--root",
                restored.toString(),
                "--state",
                folder.resolve("empty").toString()),
            out,
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(code).as(out + "\n" + err).isEqualTo(wanted);
    assertThat(out + "\n" + err).contains(words);
    String original = site.tree().top().latin1();
    String difference =
        Programs.run(
                "rsync",
                "-aHAXnic",
                "--delete",
                "--modify-window=-1",
                original + "/",
                restored + original + "/")
            .orFail()
            .output();
    assertThat(difference).isEmpty();
  }

  /** Hazard 13: what a later list brings back must not fall to an earlier manifest. */
  @Test
  void hazard13WhatWasRemovedAndCreatedAgainStays() throws TidemarkException {
    site.tree().mkdir("d");
    site.tree().write("d/f", "old");
    site.tree().write("d/g", "old");
    full();
    site.refresh();
    site.tree().unlink("d/f");
    site.tree().unlink("d/g");
    backup();
    site.refresh();
    site.tree().write("d/f", "new");
    backup();

    assertExact();
  }

  /** Hazard 15: a directory's own attributes travel in the manifest. */
  @Test
  void hazard15AttributesAndTimesOfDirectoriesComeBack() throws TidemarkException {
    site.tree().mkdirs("d/sub");
    site.tree().write("d/sub/f", "old");
    full();
    site.refresh();
    site.tree().chmod("d", 0711);
    site.tree().chown("d/sub", 1234, 1234);
    site.tree().write("d/sub/new", "new");
    site.tree().setModified("d/sub", 1_000_000_000, 7);
    site.tree().mkdir("empty");
    site.tree().chmod("empty", 0700);
    site.tree().setModified("empty", 1_000_000_001, 9);
    backup();

    assertExact();
  }

  @Test
  void movedTreesLinksAndChangedKindsComeBack() throws TidemarkException {
    site.tree().mkdirs("from/deep");
    site.tree().write("from/deep/f", "old");
    site.tree().write("one", "linked");
    site.tree().link("one", "two");
    site.tree().write("kind", "a file");
    full();
    site.refresh();
    site.tree().rename("from", "to");
    site.tree().append("one", "more".getBytes(StandardCharsets.US_ASCII));
    site.tree().unlink("kind");
    site.tree().mkdir("kind");
    site.tree().write("kind/f", "now a directory");
    Programs.run("rm", "-f", restored + site.tree().path("kind").latin1()).orFail();
    site.tree().symlink("one", "link");
    backup();

    assertExact();
  }

  /** It would look like a backup from before the full, between which and the full names went. */
  @Test
  void aListAfterAFullNamesNoManifestFromBeforeIt() throws TidemarkException {
    site.tree().write("a", "old");
    site.full(SUNDAY);
    site.refresh();
    site.tree().write("b", "new");
    site.full(SUNDAY + 50);
    image(List.of(site.tree().top()));
    site.refresh();
    site.tree().write("c", "new");
    backup();

    assertExact();
  }

  /** Its list had to name the manifest of the full before: the one that ran might have failed. */
  @Test
  void aBackupBesideARunningFullIsRestoredExactlyAndCalledDoubtful()
      throws TidemarkException, IOException {
    site.readingLate();
    site.tree().write("a", "old");
    full();
    site.tree().write("b", "new");
    backup();
    restored = Files.createDirectories(folder.resolve("since the second full"));
    JobFacts second = site.job(time++);
    assertThat(site.startFull(second).proceeds()).isTrue();
    image(List.of(site.tree().top()));
    site.tree().unlink("a");
    backup();
    site.endFull(second, 0);
    site.writtenFull(second);
    site.confirm();
    site.tree().write("c", "new");
    backup();

    assertExactAndSaid(6, "was laid over older backups");
  }

  /** Either of two lists may have been read: both manifests must be in the image. */
  @Test
  void aListCarriesTheManifestsOfThoseThatMayBeCommittedInItsPlace() throws TidemarkException {
    site.tree().write("a", "old");
    full();
    for (int round = 0; round < 3; round++) {
      site.tree().write("f" + round, "new");
      site.refresh();
      site.tree().unlink("f" + round);
      site.tree().write("g" + round, "new");
      backup();
    }

    assertExact();
  }
}
