package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.TidemarkException;

/** Hazard 17: what Bacula takes for new where the client's clock was set between two jobs. */
class ClockSetForwardTest {
  private static final JobName JOB = new JobName("Mail.2026-01-31_02.00.00_07");
  private static final long HOUR = 3_600_000;
  private static final long MARGIN = 2_000;

  /** Ten hours after the epoch, one after boot. */
  private static final Moment BEGAN = new Moment(10 * HOUR, HOUR, "boot");

  @TempDir private Path state;
  private JobRecords records;

  @BeforeEach
  void aJobBegan() throws TidemarkException {
    records = new JobRecords(state, new ConsumerName("bacula:Mail"));
    records.started(JOB, BEGAN);
  }

  private long newFrom(Moment now) throws TidemarkException {
    JobName asking = new JobName("Mail");
    return new OldTimes(records, asking, now, ZoneOffset.UTC).newFrom(JOB.text());
  }

  @Test
  void aClockThatWasNotSetChangesNothing() throws TidemarkException {
    assertThat(newFrom(new Moment(12 * HOUR, 3 * HOUR, "boot"))).isEqualTo(10 * HOUR + MARGIN);
  }

  @Test
  void aClockThatWasSetForwardMovesTheTimeWithIt() throws TidemarkException {
    assertThat(newFrom(new Moment(17 * HOUR, 3 * HOUR, "boot"))).isEqualTo(15 * HOUR + MARGIN);
  }

  @Test
  void aClockThatWasSetBackDoesNot() throws TidemarkException {
    assertThat(newFrom(new Moment(5 * HOUR, 3 * HOUR, "boot"))).isEqualTo(10 * HOUR + MARGIN);
  }

  @Test
  void afterAnotherBootNothingCountsAsNew() throws TidemarkException {
    assertThat(newFrom(new Moment(17 * HOUR, HOUR, "other"))).isEqualTo(17 * HOUR + MARGIN);
  }

  /** As earlier releases wrote it. */
  @Test
  void withoutTheTimeSinceBootNothingCountsAsNew() throws IOException, TidemarkException {
    try (Stream<Path> logs = Files.list(state.resolve("bacula"))) {
      Path log = logs.findFirst().orElseThrow();
      Files.writeString(log, "started " + JOB.text() + " 5\n");
    }

    assertThat(newFrom(new Moment(17 * HOUR, HOUR, "boot"))).isEqualTo(17 * HOUR + MARGIN);
  }

  @Test
  void theMachinesClocksAreKnown() {
    Moment now = Moment.now();

    assertThat(now.boot()).isNotEmpty();
    assertThat(now.uptimeMillis()).isPositive();
    assertThat(now.latestMillis(Moment.now())).isGreaterThanOrEqualTo(now.millis());
  }
}
