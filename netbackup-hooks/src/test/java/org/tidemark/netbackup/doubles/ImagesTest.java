package org.tidemark.netbackup.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.TreeDifference;
import org.tidemark.journal.testing.Workload;

/** Images hold everything, and are restored as NetBackup does. */
class ImagesTest {
  private static final int OPERATIONS = 400;

  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void start() {
    bench = Bench.in(folder);
    bench
        .netbackup()
        .put(
            Policy.of("normal", "full", ScheduleType.FULL)
                .withSchedule("incr", ScheduleType.INCR)
                .selecting(bench.path("")));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Image image(JobResult job) {
    return job.image().orElseThrow();
  }

  private Image full() {
    return image(bench.netbackup().runOnce("normal", "full", Trouble.NONE));
  }

  private Image listed(String... names) {
    bench.lists(bench.paths(names).toArray(String[]::new));
    return image(bench.run());
  }

  private Restore restore() {
    return bench.netbackup().restoreInto(folder.resolve("restored"));
  }

  private ByteTree restored() {
    return bench.restored(folder.resolve("restored"));
  }

  @Test
  void aRestoredFullIsTheTree() {
    try (ScratchFilesystem disk = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4);
        Workload work =
            new Workload(
                disk.tree(),
                Workload.newSeed(),
                Workload.Options.everything().withoutLongMappings());
        NetBackupDouble netbackup =
            NetBackupDouble.in(folder.resolve("second"), disk.path()).start()) {
      work.run(OPERATIONS);
      work.barrier();
      netbackup.put(Policy.of("p", "full", ScheduleType.FULL).selecting(disk.path().latin1()));
      JobResult job = netbackup.runOnce("p", "full", Trouble.NONE);

      Restore restore = netbackup.restoreInto(folder.resolve("there")).each(List.of(image(job)));

      assertThat(restore.complaints()).isEmpty();
      ByteTree there =
          new ByteTree(
              org.tidemark.journal.model.PathBytes.ofUtf8(
                  folder.resolve("there") + disk.path().latin1()));
      assertThat(TreeDifference.between(disk.tree(), there)).as(work.toString()).isEmpty();
    }
  }

  @Test
  void imagesAreRestoredOneAfterTheOther() {
    bench.tree().write("a", "1");
    bench.tree().write("b", "1");
    Image full = full();
    bench.tree().write("a", "2");
    bench.tree().unlink("b");
    Image second = listed("a");

    assertThat(restore().each(List.of(full, second)).complaints()).isEmpty();

    assertThat(restored().read("a")).asString().isEqualTo("2");
    assertThat(restored().exists("b")).as("a union brings back what was removed").isTrue();
  }

  @Test
  void aTrueImageRestoreHasNothingThatWasRemoved() {
    bench.netbackup().put(bench.netbackup().policy("normal").withTir());
    bench.tree().write("a", "1");
    bench.tree().write("b", "1");
    Image full = full();
    bench.tree().unlink("b");
    Image second = image(bench.netbackup().runOnce("normal", "incr", Trouble.NONE));

    assertThat(restore().trueImage(List.of(full, second)).complaints()).isEmpty();

    assertThat(restored().list("")).containsExactly("a");
  }

  @Test
  void aListDrivenRunMakesUnlistedFilesVanishFromATrueImageRestore() {
    bench.netbackup().put(bench.netbackup().policy(Bench.POLICY).withTir());
    bench.tree().write("a", "1");
    bench.tree().write("b", "1");
    Image first = listed("");
    Image second = listed("a");

    assertThat(restore().trueImage(List.of(first, second)).complaints()).isEmpty();

    assertThat(restored().list("")).as("TIR and lists do not go together").containsExactly("a");
  }

  @Test
  void dataOfAFileWithSeveralNamesIsThereOnce() {
    bench.tree().write("a", "data");
    bench.tree().link("a", "b");
    Image image = listed("a", "b");

    Restore only = restore().some(image, bench.paths("b"));

    assertThat(only.complaints()).as("the first name is not there").isNotEmpty();
    assertThat(restored().exists("b")).isFalse();
    assertThat(restore().each(List.of(image)).complaints()).isEmpty();
    assertThat(restored().stat("a").inode()).isEqualTo(restored().stat("b").inode());
  }

  @Test
  void theNewestCopyOfEachNameComesFromItsImage() {
    bench.tree().write("a", "1");
    bench.tree().write("b", "1");
    Image full = full();
    bench.tree().write("a", "2");
    Image second = listed("a");

    assertThat(restore().newestCopies(List.of(full, second)).complaints()).isEmpty();

    assertThat(restored().read("a")).asString().isEqualTo("2");
    assertThat(restored().read("b")).asString().isEqualTo("1");
  }

  @Test
  void aDirectoryMakesRoomForAFile() {
    bench.tree().mkdir("x");
    bench.tree().write("x/f", "1");
    Image full = full();
    bench.tree().removeTree("x");
    bench.tree().write("x", "2");
    Image second = listed("x");

    assertThat(restore().each(List.of(full, second)).complaints()).isEmpty();

    assertThat(restored().read("x")).asString().isEqualTo("2");
  }

  @Test
  void aFileMakesRoomForADirectory() {
    bench.tree().write("x", "1");
    Image full = full();
    bench.tree().unlink("x");
    bench.tree().mkdir("x");
    bench.tree().write("x/f", "2");
    Image second = listed("x");

    assertThat(restore().each(List.of(full, second)).complaints()).isEmpty();

    assertThat(restored().read("x/f")).asString().isEqualTo("2");
  }

  @Test
  void theCatalogueKnowsWhatIsInTheImageAndWhatIsNotInIt() {
    bench.netbackup().put(bench.netbackup().policy("normal").withTir());
    bench.tree().write("a", "1");
    bench.tree().setModified("a", 1_000_000_000, 0);
    full();
    bench.tree().write("b", "1");
    bench.tree().setModified("b", bench.netbackup().catalogue().newTime(), 0);
    Image second = image(bench.netbackup().runOnce("normal", "incr", Trouble.NONE));

    String text = bench.read(folder.resolve("images/" + second.id() + ".f"));

    assertThat(text)
        .startsWith("FILES 8 0 0 " + second.time() + " 1 client1 normal " + second.id());
    assertThat(text).containsPattern("(?m)^0 0 \\d+ \\d+ 0 2 0 0 0 " + bench.path("a") + " ");
    assertThat(text).containsPattern("(?m)^\\d+ 0 \\d+ \\d+ 0 1 0 0 0 " + bench.path("b") + " ");
  }
}
