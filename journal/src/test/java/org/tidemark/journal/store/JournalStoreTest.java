package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.journal.model.ChangeBits.CONTENT;
import static org.tidemark.journal.store.StoreFixture.path;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Reason;

/** Gaps, settings, the clock and the last number: what the rest of the program relies on. */
class JournalStoreTest {
  @TempDir Path scratch;
  private StoreFixture fixture;

  @BeforeEach
  void open() throws StoreException {
    fixture = new StoreFixture(scratch);
    fixture.open();
  }

  @AfterEach
  void close() throws StoreException {
    fixture.close();
  }

  @Test
  void anOpenGapIsGivenBackAsItIs() throws Exception {
    Gap first = fixture.store.openGap(path("/data"), Reason.QUEUE_OVERFLOW);
    fixture.pass(5_000);

    assertThat(fixture.store.openGap(path("/data"), Reason.QUEUE_OVERFLOW)).isEqualTo(first);
    assertThat(fixture.store.openGap(path("/data"), Reason.DAEMON_DOWN, 77))
        .satisfies(gap -> assertThat(gap.id()).isNotEqualTo(first.id()))
        .satisfies(gap -> assertThat(gap.beginMillis()).isEqualTo(77));
  }

  @Test
  void aClosedGapCountsForWindowsThatBeganBeforeItsEnd() throws Exception {
    fixture.store.openGap(path("/data"), Reason.QUEUE_OVERFLOW);
    fixture.store.closeGap(path("/data"), Reason.QUEUE_OVERFLOW);
    long end = fixture.store.lastSequence();
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.gapsAfter(end - 1)).singleElement().matches(gap -> !gap.isOpen());
      assertThat(reader.gapsAfter(end)).isEmpty();
    }
    fixture.store.openGap(path("/data"), Reason.QUEUE_OVERFLOW);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.gapsAfter(Long.MAX_VALUE - 1)).singleElement().matches(Gap::isOpen);
    }
  }

  @Test
  void settingsOutliveTheStore() throws Exception {
    fixture.store.putSetting("roots", "/a");
    fixture.store.putSetting("roots", "/a\n/b");
    fixture.reopen();

    assertThat(fixture.store.setting("roots")).contains("/a\n/b");
    assertThat(fixture.store.setting("other")).isEmpty();
  }

  @Test
  void aTimeGivesTheLastNumberThatWasReachedByThen() throws Exception {
    long start = fixture.millis();
    long first = noteChange();
    fixture.pass(60_000);
    long second = noteChange();
    fixture.pass(60_000);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.sequenceAt(start - 1)).isZero();
      assertThat(reader.sequenceAt(start + 59_999)).isEqualTo(first);
      assertThat(reader.sequenceAt(start + 60_000)).isEqualTo(second);
    }
  }

  @Test
  void aClockThatWasSetBackGivesTheEarlierPlace() throws Exception {
    long start = fixture.millis();
    long first = noteChange();
    fixture.pass(3_600_000);
    noteChange();
    fixture.pass(-1_800_000);
    noteChange();
    fixture.pass(3_600_000);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.sequenceAt(start + 2_000_000)).isEqualTo(first);
    }
  }

  private long noteChange() throws StoreException {
    long sequence = fixture.change("/f", CONTENT);
    fixture.store.noteClock(fixture.millis());
    return sequence;
  }

  @Test
  void theLastNumberOutlivesAllRows() throws Exception {
    fixture.change("/f", CONTENT);
    fixture.store.noteClock(fixture.millis());
    fixture.retainAll(StoreFixture.NO_CAPS);
    long last = fixture.store.lastSequence();
    fixture.reopen();

    assertThat(fixture.rowsAfter(0)).isEmpty();
    assertThat(fixture.store.lastSequence()).isEqualTo(last);
    assertThat(fixture.change("/g", CONTENT)).isGreaterThan(last);
  }

  @Test
  void nobodyElseMayReadTheJournal() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.state)))
        .isEqualTo("rwx------");
    for (String file : List.of("journal.db", "journal.db-wal")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(fixture.state.resolve(file))))
          .isEqualTo("rw-------");
    }
  }
}
