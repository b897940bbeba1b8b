package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.TidemarkException;

/**
 * Hazard 17: Bacula's since-time where the Director's clock was set back between two jobs, or where
 * an hour came twice: what changed before it is skipped, though the client saw it change later.
 */
class ClockSetBackTest {
  private static final long MINUTE = 60_000;
  private static final long MARGIN = 2_000;
  private static final long ELEVEN = Instant.parse("2026-03-01T11:00:00Z").toEpochMilli();

  /** By a Director whose clock was an hour ahead. */
  private static final JobName FIRST = new JobName("Mail.2026-03-01_12.00.00_07");

  @TempDir private Path state;
  private JobRecords records;

  @BeforeEach
  void prepare() throws TidemarkException {
    records = new JobRecords(state, new ConsumerName("bacula:Mail"));
  }

  private static Moment at(long millis) {
    return new Moment(millis, millis - ELEVEN + MINUTE, "boot");
  }

  private void ran(JobName job, long millis) throws TidemarkException {
    records.asked(job, at(millis));
    records.started(job, at(millis + MINUTE));
  }

  private OldTimes times(String job, long now) {
    return new OldTimes(records, new JobName(job), at(now), ZoneOffset.UTC);
  }

  @Test
  void whatChangedBeforeTheSinceTimeOfADirectorThatWasSetBackGetsANewTime()
      throws TidemarkException {
    ran(FIRST, ELEVEN);

    OldTimes times = times("Mail.2026-03-01_12.15.00_08", ELEVEN + 75 * MINUTE);

    assertThat(times.newFrom(FIRST.text())).isEqualTo(ELEVEN + 61 * MINUTE + MARGIN);
    assertThat(times.isStillToCome(FIRST.text())).isFalse();
  }

  @Test
  void aSinceTimeThatIsStillToComeIsNoticed() throws TidemarkException {
    ran(FIRST, ELEVEN);

    OldTimes times = times("Mail.2026-03-01_11.30.00_08", ELEVEN + 30 * MINUTE);

    assertThat(times.isStillToCome(FIRST.text())).isTrue();
  }

  @Test
  void soIsOneOfAClientWhoseClockWasSetBack() throws TidemarkException {
    ran(FIRST, ELEVEN + 60 * MINUTE);
    Moment now = new Moment(ELEVEN + 30 * MINUTE, 90 * MINUTE, "boot");

    OldTimes times =
        new OldTimes(records, new JobName("Mail.2026-03-01_11.30.00_08"), now, ZoneOffset.UTC);

    assertThat(times.isStillToCome(FIRST.text())).isTrue();
  }

  @Test
  void aJobThatIsTriedAgainUnderItsNameCountsFromItsFirstTry() throws TidemarkException {
    ran(FIRST, ELEVEN);
    ran(FIRST, ELEVEN + 20 * MINUTE);

    OldTimes times = times("Mail.2026-03-01_13.00.00_08", ELEVEN + 120 * MINUTE);

    assertThat(times.newFrom(FIRST.text())).isEqualTo(ELEVEN + 81 * MINUTE + MARGIN);
  }

  /** In the night in which 2 to 3 o'clock comes twice. */
  @Test
  void aStartInAnHourThatComesTwiceMayBeTakenForTheLaterOne() throws TidemarkException {
    JobName first = new JobName("Mail.2026-10-25_02.29.00_07");
    long began = Instant.parse("2026-10-25T00:29:00Z").toEpochMilli();
    ran(first, began);
    JobName next = new JobName("Mail.2026-10-26_02.29.00_08");

    OldTimes times =
        new OldTimes(records, next, at(began + 25 * 60 * MINUTE), ZoneId.of("Europe/Berlin"));

    assertThat(times.newFrom(first.text())).isEqualTo(began + 61 * MINUTE + MARGIN);
  }
}
