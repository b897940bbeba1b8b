package org.tidemark.netbackup.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tidemark.journal.client.Interruption;
import org.tidemark.journal.client.JournalClient.WindowInfo;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Which interruptions may have hidden names of a list from a job, and which not. */
class HiddenNamesTest {
  private static final long END = 100;
  private static final long TIME = 1_000_000_000L;
  private static final WindowInfo WINDOW =
      new WindowInfo(
          1, "c", "k", Level.INCREMENTAL, Level.INCREMENTAL, "j", 1, END, "listed", 1, 0);

  private static Optional<String> why(Interruption found, long until, String... entries) {
    List<PathBytes> paths = Arrays.stream(entries).map(PathBytes::ofUtf8).toList();
    return new OutOfSight(List.of(found)).why(WINDOW, paths, until);
  }

  private static Interruption of(String place, Reason reason, long begin) {
    return new Interruption(PathBytes.ofUtf8(place), reason, begin, TIME);
  }

  @ParameterizedTest
  @CsvSource({
    "/data/mount, /data/mount/f, true",
    "/data/mount, /data/mount, true",
    "/data/mount, /data, true",
    "/data/mount, /, true",
    "/data/mount, /data/mounted, false",
    "/data/mount, /data/f, false",
    "/data/mount, /other/data/mount/f, false",
    "/, /data/f, true",
  })
  void onlyWhatLiesBelowAPlaceOrHoldsItIsConcerned(String place, String entry, boolean hidden) {
    Interruption found = of(place, Reason.NOT_MOUNTED, END + 1);

    assertThat(why(found, TIME, "/aaa", entry, "/zzz").isPresent()).isEqualTo(hidden);
  }

  /** What had happened when the list was made is in it. */
  @Test
  void whatWasOverBeforeTheListIsNoConcern() {
    assertThat(why(of("/data", Reason.NOT_MOUNTED, END), TIME, "/data/f")).isEmpty();
    assertThat(why(of("/data", Reason.NOT_MOUNTED, END + 1), TIME, "/data/f")).isPresent();
  }

  /** A mount that changes is noticed within two minutes; a daemon knows when it ends. */
  @ParameterizedTest
  @CsvSource({
    "NOT_MOUNTED, -120001, false",
    "NOT_MOUNTED, -120000, true",
    "MOUNTED_OVER, -120000, true",
    "DAEMON_DOWN, -1, false",
    "DAEMON_DOWN, 0, true",
    "UNCLEAN_STOP, -1, false",
    "UNCLEAN_STOP, 0, true",
  })
  void whatBeganAfterTheJobHidNothingFromIt(Reason reason, long after, boolean hidden) {
    Interruption found = of("/data", reason, END + 1);

    assertThat(why(found, TIME + after, "/data/f").isPresent()).isEqualTo(hidden);
  }

  @Test
  void theReasonNamesThePlace() {
    assertThat(why(of("/data", Reason.NOT_MOUNTED, END + 1), TIME, "/data/f"))
        .hasValueSatisfying(
            text -> assertThat(text).contains("/data", Reason.NOT_MOUNTED.text(), "out of sight"));
  }
}
