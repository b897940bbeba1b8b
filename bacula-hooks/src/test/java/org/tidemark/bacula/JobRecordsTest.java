package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.TidemarkException;

class JobRecordsTest {
  private static final JobName JOB = new JobName("Mail \u00ff.2026-01-31_02.00.00_07");

  @TempDir private Path state;
  private JobRecords records;

  private static Moment at(long millis) {
    return new Moment(millis, 7, "boot");
  }

  @BeforeEach
  void open() {
    records = new JobRecords(state, new ConsumerName("bacula:Mail"));
  }

  @Test
  void theTimeOfReadingCountsBeforeTheTimeOfTheEnd() throws TidemarkException {
    records.ended(new JobName("other"), at(1), "OK");
    records.started(JOB, at(1000));
    records.ended(JOB, at(2000), "OK -- with warnings");

    assertThat(records.clockOf(JOB.text())).hasValue(at(1000));
    assertThat(records.lines())
        .last()
        .asString()
        .endsWith(" 2000 OK%20--%20with%20warnings 7 boot");
  }

  @Test
  void withoutItTheEndCounts() throws TidemarkException {
    records.ended(JOB, at(2000), "OK");

    assertThat(records.clockOf(JOB.text())).hasValue(at(2000));
    assertThat(records.clockOf("unknown")).isEmpty();
  }

  /** Bacula counts from the start of the run that succeeded. */
  @Test
  void ofAJobThatWasTriedAgainTheLastRunCounts() throws TidemarkException {
    records.started(JOB, at(1000));
    records.ended(JOB, at(2000), "Fatal Error");
    records.started(JOB, at(9000));
    records.ended(JOB, at(9500), "OK");

    assertThat(records.clockOf(JOB.text())).hasValue(at(9000));
  }

  @Test
  void aRunThatNeverSaidWhenItBeganCountsByItsEnd() throws TidemarkException {
    records.started(JOB, at(1000));
    records.ended(JOB, at(2000), "Fatal Error");
    records.ended(JOB, at(9500), "OK");

    assertThat(records.clockOf(JOB.text())).hasValue(at(9500));
  }

  /** What changed since the first run's start stands in the list of none of them. */
  @Test
  void theStartOfARunThatWasKilledDoesNotHoldForTheNext() throws TidemarkException {
    records.asked(JOB, at(900));
    records.started(JOB, at(1000));
    records.asked(JOB, at(9000));
    assertThat(records.clockOf(JOB.text())).isEmpty();

    records.ended(JOB, at(9500), "OK");

    assertThat(records.clockOf(JOB.text())).hasValue(at(9500));
  }

  @Test
  void ofARunThatAskedTheStartCounts() throws TidemarkException {
    records.asked(JOB, at(900));
    records.started(JOB, at(1000));
    records.ended(JOB, at(2000), "OK");

    assertThat(records.clockOf(JOB.text())).hasValue(at(1000));
  }

  /** Bacula names a job that had no window: those before it do. */
  @Test
  void behindJobsThatWentOnByTimesIsTheLastOneThatHadAList() throws TidemarkException {
    records.unlisted(new JobName("second"), 1, "first one");
    records.unlisted(new JobName("third"), 2, "second");
    records.unlisted(new JobName("other"), 3, "elsewhere");

    assertThat(records.lastListed("third")).isEqualTo("first one");
    assertThat(records.lastListed("first one")).isEqualTo("first one");
    assertThat(records.clockOf("third")).isEmpty();
  }

  @Test
  void behindJobsOfWhichBaculaSkippedNamesIsTheLastOneThatIsWhole() throws TidemarkException {
    records.skipped(new JobName("second"), 1, "first one");
    records.unlisted(new JobName("third"), 2, "second");

    assertThat(records.lastListed("third")).isEqualTo("first one");
  }

  @Test
  void onlyTheNewestAreKept() throws TidemarkException {
    for (int i = 0; i < 1001; i++) {
      records.started(JOB, at(i));
    }

    assertThat(records.lines()).hasSize(401).last().asString().endsWith(" 1000 7 boot");
  }

  /** Hundreds of lists that could not be made must not make a base of a job that is none. */
  @Test
  void whatIsNoBaseIsNotForgottenWithTheOldLines() throws TidemarkException {
    records.skipped(new JobName("second"), 1, "first one");
    records.unlisted(new JobName("third"), 2, "second");
    records.byTimes(new JobName("third"), 3, "first one");
    for (int i = 0; i < 1100; i++) {
      records.failed(JOB, i, "no daemon");
    }

    assertThat(records.lastListed("third")).isEqualTo("first one");
    assertThat(records.lastListed("second")).isEqualTo("first one");
    assertThat(records.byTimesSince("third")).hasValue("first one");
    assertThat(records.lines()).hasSizeLessThan(1001);
  }

  @Test
  void noMoreThanSoManyOfThemAreKept() throws TidemarkException {
    for (int i = 0; i < 1500; i++) {
      records.skipped(new JobName("job " + i), i, "first one");
    }

    assertThat(records.lines()).hasSizeLessThan(1001);
    assertThat(records.lastListed("job 1200")).isEqualTo("first one");
  }

  @Test
  void aJobThatBuildsOnOneByTimesSaysSinceWhen() throws TidemarkException {
    records.byTimes(JOB, 1, "first one");

    assertThat(records.byTimesSince(JOB.text())).hasValue("first one");
    assertThat(records.byTimesSince("first one")).isEmpty();
  }
}
