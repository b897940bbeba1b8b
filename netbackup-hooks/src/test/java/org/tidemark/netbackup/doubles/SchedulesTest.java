package org.tidemark.netbackup.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.FileStat;

/** Reference dates, and what they silently leave out. */
class SchedulesTest {
  private static final long OLD = 1_000_000_000;

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
                .withSchedule("cinc", ScheduleType.CINC)
                .selecting(bench.path("")));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private List<String> save(String schedule) {
    JobResult job = bench.netbackup().runOnce("normal", schedule, Trouble.NONE);
    assertThat(job.status()).isZero();
    return bench.names(job).stream().filter(name -> name.startsWith("f")).toList();
  }

  private void old(String name) {
    bench.tree().write(name, "old");
    bench.tree().setModified(name, OLD, 0);
  }

  @Test
  void anIncrementalSavesWhatIsNewerThanTheLastImage() {
    old("f1");
    old("f2");
    assertThat(save("full")).containsExactly("f1", "f2");
    bench.tree().write("f2", "new");
    bench.tree().setModified("f2", bench.netbackup().catalogue().newTime(), 0);

    assertThat(save("incr")).containsExactly("f2");
  }

  @Test
  void anIncrementalSkipsAnOldTimeSilently() {
    old("f1");
    assertThat(save("full")).containsExactly("f1");
    old("f-moved-here");

    assertThat(save("incr")).isEmpty();
  }

  @Test
  void aListDrivenRunOfAnIncrementalScheduleSkipsAnOldTimeSilently() {
    bench
        .netbackup()
        .put(
            Policy.of(Bench.POLICY, Bench.SCHEDULE, ScheduleType.INCR)
                .withSchedule("full", ScheduleType.FULL)
                .drivenByList());
    old("f1");
    bench.lists(bench.path("f1"));
    bench.list("exclude_list.lists.full", "/");
    bench.list("include_list.lists.full", bench.path("f1"));
    assertThat(bench.netbackup().runOnce(Bench.POLICY, "full", Trouble.NONE).names()).hasSize(1);

    JobResult job = bench.run();

    assertThat(job.status()).isZero();
    assertThat(job.names()).isEmpty();
    assertThat(job.messages()).isEmpty();
  }

  @Test
  void aCumulativeLooksBackToTheFull() {
    old("f1");
    assertThat(save("full")).isNotEmpty();
    bench.tree().write("f2", "x");
    bench.tree().setModified("f2", bench.netbackup().catalogue().newTime(), 0);
    assertThat(save("incr")).containsExactly("f2");
    long later = bench.netbackup().catalogue().newTime();
    bench.tree().write("f3", "x");
    bench.tree().setModified("f3", later, 0);

    assertThat(save("cinc")).containsExactly("f2", "f3");
  }

  @Test
  void aListedFullBecomesTheReferenceOfThatPolicysIncrementals() {
    old("f1");
    assertThat(save("full")).isNotEmpty();
    bench.tree().write("f2", "changed, and on no list");
    bench.list("exclude_list.normal.full", "/");
    bench.list("include_list.normal.full", bench.path("f1"));
    assertThat(save("full")).containsExactly("f1");
    bench.tree().setModified("f2", bench.netbackup().catalogue().images().get(0).time(), 0);

    assertThat(save("incr")).as("a list in the site's own policy loses files").isEmpty();
  }

  @Test
  void withTheClientsSettingTheChangeTimeCountsToo() {
    bench.write(
        bench.netbackup().openv().netbackup().resolve("bp.conf"),
        "USE_CTIME_FOR_INCREMENTALS\nDO_NOT_RESET_FILE_ACCESS_TIME = YES\n");
    assertThat(save("full")).isEmpty();
    old("f-with-an-old-time");

    assertThat(save("incr")).containsExactly("f-with-an-old-time");
  }

  @Test
  void readingAFileChangesItsChangeTime() {
    bench.tree().write("f", "x");
    FileStat before = bench.tree().stat("f");

    assertThat(save("full")).containsExactly("f");

    FileStat after = bench.tree().stat("f");
    assertThat(after.changeTime()).isNotEqualTo(before.changeTime());
    assertThat(after.modifyTime()).isEqualTo(before.modifyTime());
    assertThat(after.accessNanos()).isEqualTo(before.accessNanos());
  }

  @Test
  void theSettingLeavesTimesAlone() {
    bench.write(
        bench.netbackup().openv().netbackup().resolve("bp.conf"),
        "DO_NOT_RESET_FILE_ACCESS_TIME = YES\n");
    bench.tree().write("f", "x");
    long before = bench.tree().stat("f").changeTime();

    assertThat(save("full")).containsExactly("f");

    assertThat(bench.tree().stat("f").changeTime()).isEqualTo(before);
  }
}
