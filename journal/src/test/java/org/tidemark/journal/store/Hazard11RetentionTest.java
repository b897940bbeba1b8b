package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tidemark.journal.model.ChangeBits.CONTENT;
import static org.tidemark.journal.store.StoreFixture.CONSUMER;
import static org.tidemark.journal.store.StoreFixture.NO_CAPS;
import static org.tidemark.journal.store.StoreFixture.path;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.TidemarkException;

/** Hazard 11: retention must not forget what somebody still needs, not even if he has no base. */
class Hazard11RetentionTest {
  private static final long HOUR = 3_600_000;
  private static final ConsumerName OTHER = new ConsumerName("other");

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

  /** A change, noted with its time; an hour later. */
  private long changeThenHour(String path) throws StoreException {
    long sequence = fixture.change(path, CONTENT);
    fixture.store.noteClock(fixture.millis());
    fixture.pass(HOUR);
    return sequence;
  }

  private void commitTo(ConsumerName consumer, Level level, long base, long end)
      throws TidemarkException {
    fixture.store.commit(fixture.addWindow(consumer, level, base, end).id());
  }

  @Test
  void aFirstFullThatStillRunsHoldsBackAllAfterItsEnd() throws Exception {
    long end = changeThenHour("/before");
    WindowRow running = fixture.addWindow(OTHER, Level.FULL, 0, end);
    long during = changeThenHour("/during");
    commitTo(CONSUMER, Level.FULL, 0, during);
    fixture.retainAll(NO_CAPS);

    assertThat(fixture.store.floor()).isEqualTo(end);
    assertThat(fixture.pathsAfter(0)).containsExactly("/during");
    fixture.store.commit(running.id());
    assertThat(fixture.store.consumer(OTHER).orElseThrow().incrementalBase()).hasValue(end);
  }

  @Test
  void anIncrementalWindowHoldsBackItsBaseEvenIfItsConsumerWentOn() throws Exception {
    long base = changeThenHour("/a");
    commitTo(CONSUMER, Level.FULL, 0, base);
    fixture.addWindow(CONSUMER, Level.INCREMENTAL, base, changeThenHour("/b"));
    commitTo(CONSUMER, Level.FULL, 0, changeThenHour("/c"));
    fixture.retainAll(NO_CAPS);

    assertThat(fixture.store.floor()).isEqualTo(base);
    assertThat(fixture.pathsAfter(0)).containsExactly("/b", "/c");
  }

  @Test
  void theSlowestConsumerHoldsBackItsRows() throws Exception {
    long slow = changeThenHour("/a");
    commitTo(OTHER, Level.FULL, 0, slow);
    commitTo(CONSUMER, Level.FULL, 0, changeThenHour("/b"));
    changeThenHour("/c");
    fixture.retainAll(NO_CAPS);

    assertThat(fixture.store.floor()).isEqualTo(slow);
    assertThat(fixture.pathsAfter(0)).containsExactly("/b", "/c");
  }

  @Test
  void anEndedWindowHoldsBackNothing() throws Exception {
    long base = changeThenHour("/a");
    WindowRow expired = fixture.addWindow(OTHER, Level.FULL, 0, base);
    commitTo(CONSUMER, Level.FULL, 0, changeThenHour("/b"));
    fixture.store.end(expired.id(), WindowState.EXPIRED);
    fixture.retainAll(NO_CAPS);

    assertThat(fixture.pathsAfter(0)).isEmpty();
  }

  @Test
  void historyIsKeptForLookingAtAlthoughEveryConsumerHasPassedIt() throws Exception {
    changeThenHour("/old");
    commitTo(CONSUMER, Level.FULL, 0, changeThenHour("/new"));
    fixture.retainAll(new RetentionCaps(Long.MAX_VALUE / 4, Long.MAX_VALUE, 0, HOUR + HOUR / 2));

    assertThat(fixture.pathsAfter(0)).containsExactly("/new");
  }

  @Test
  void aConsumerBeyondTheAgeIsMadeStaleAndNamed() throws Exception {
    commitTo(OTHER, Level.FULL, 0, changeThenHour("/a"));
    changeThenHour("/b");
    commitTo(CONSUMER, Level.FULL, 0, changeThenHour("/c"));
    RetentionCaps caps = new RetentionCaps(HOUR, Long.MAX_VALUE, 0, 0);

    assertThat(fixture.retainAll(caps)).containsExactly(OTHER);
    assertThat(fixture.store.consumer(OTHER).orElseThrow().stale()).isTrue();
    assertThat(fixture.store.consumer(CONSUMER).orElseThrow().stale()).isFalse();
    assertThat(fixture.retainAll(caps)).isEmpty();
  }

  @Test
  void anOldFullBaseIsForgottenWithoutMakingADailyConsumerStale() throws Exception {
    commitTo(CONSUMER, Level.FULL, 0, changeThenHour("/a"));
    commitTo(CONSUMER, Level.INCREMENTAL, 1, changeThenHour("/b"));
    changeThenHour("/c");
    long daily = changeThenHour("/d");
    commitTo(CONSUMER, Level.INCREMENTAL, 2, daily);

    assertThat(fixture.retainAll(new RetentionCaps(HOUR, Long.MAX_VALUE, 0, 0))).isEmpty();
    ConsumerRow consumer = fixture.store.consumer(CONSUMER).orElseThrow();
    assertThat(consumer.stale()).isFalse();
    assertThat(consumer.fullBase()).isEmpty();
    assertThat(consumer.incrementalBase()).hasValue(daily);
  }

  @Test
  void aFullMakesAStaleConsumerGoodAgain() throws Exception {
    commitTo(OTHER, Level.FULL, 0, changeThenHour("/a"));
    changeThenHour("/b");
    fixture.retainAll(new RetentionCaps(0, Long.MAX_VALUE, 0, 0));
    long end = changeThenHour("/c");
    commitTo(OTHER, Level.FULL, 0, end);

    ConsumerRow consumer = fixture.store.consumer(OTHER).orElseThrow();
    assertThat(consumer.stale()).isFalse();
    assertThat(consumer.fullBase()).hasValue(end);
  }

  @Test
  void aCommitWhoseEndLiesBelowTheFloorIsRefused() throws Exception {
    WindowRow slow = fixture.addWindow(OTHER, Level.FULL, 0, fixture.fill("/a", 100));
    fixture.fill("/b", Retention.SLICE * 2);
    fixture.retainAll(new RetentionCaps(Long.MAX_VALUE / 4, 200_000, 0, 0));

    assertThat(fixture.store.floor()).isGreaterThan(slow.end());
    assertThatThrownBy(() -> fixture.store.commit(slow.id()))
        .isInstanceOfSatisfying(
            TidemarkException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED));
    assertThat(fixture.store.consumer(OTHER).orElseThrow().incrementalBase()).isEmpty();
  }

  @Test
  void aWindowOnAForgottenBaseIsNotAdded() throws Exception {
    changeThenHour("/a");
    commitTo(CONSUMER, Level.FULL, 0, changeThenHour("/b"));
    fixture.retainAll(NO_CAPS);

    assertThatThrownBy(() -> fixture.addWindow(CONSUMER, Level.INCREMENTAL, 1, 2))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("floor");
  }

  @Test
  void beyondItsSizeTheDatabaseForgetsTheOldestRowsAndShrinks() throws Exception {
    commitTo(OTHER, Level.FULL, 0, fixture.change("/first", CONTENT));
    fixture.fill("/old", 4 * Retention.SLICE);
    long newest = fixture.change("/newest", CONTENT);
    fixture.store.sync();
    long cap = 600_000;

    assertThat(fixture.retainAll(new RetentionCaps(Long.MAX_VALUE / 4, cap, 0, 0)))
        .containsExactly(OTHER);
    fixture.reopen();
    assertThat(Files.size(fixture.state.resolve("journal.db"))).isLessThan(cap * 5 / 4);
    assertThat(fixture.store.lastSequence()).isEqualTo(newest);
    assertThat(fixture.store.consumer(OTHER).orElseThrow().stale()).isTrue();
  }

  @Test
  void withTooLittleFreeSpaceRowsGoUntilNothingIsToBeWon() throws Exception {
    commitTo(OTHER, Level.FULL, 0, fixture.change("/first", CONTENT));
    fixture.fill("/old", 4 * Retention.SLICE);
    RetentionCaps impossible =
        new RetentionCaps(Long.MAX_VALUE / 4, Long.MAX_VALUE, Long.MAX_VALUE, 0);

    assertThat(fixture.retainAll(impossible)).containsExactly(OTHER);
    fixture.reopen();
    assertThat(Files.size(fixture.state.resolve("journal.db"))).isBetween(1L, 2_000_000L);
    assertThat(fixture.rowsAfter(fixture.store.floor())).isNotEmpty();
  }

  @Test
  void withTooLittleFreeSpaceUnusedPagesAreGivenBackBeforeRowsGo() throws Exception {
    fixture.fill("/old", Retention.SLICE / 2);
    commitTo(OTHER, Level.FULL, 0, changeThenHour("/passed"));
    fixture.fill("/new", 4 * Retention.SLICE);
    // Forgets a few rows, whose pages stay in the file.
    assertThat(fixture.retainAll(NO_CAPS)).isEmpty();
    assertThat(fixture.unusedPages()).isPositive();
    RetentionCaps impossible =
        new RetentionCaps(Long.MAX_VALUE / 4, Long.MAX_VALUE, Long.MAX_VALUE, 0);

    RetentionResult first = fixture.store.retain(impossible, fixture.millis());
    assertThat(first.madeStale()).isEmpty();
    assertThat(first.more()).isTrue();
    assertThat(fixture.unusedPages()).isZero();
    assertThat(fixture.retainAll(impossible)).containsExactly(OTHER);
  }

  @Test
  void directoriesGapsAndRenamesGoWithTheRowsAndComeBackWithNewOnes() throws Exception {
    fixture.store.openGap(path("/d"), Reason.QUEUE_OVERFLOW);
    fixture.store.closeGap(path("/d"), Reason.QUEUE_OVERFLOW);
    fixture.store.append(out -> out.renamed(path("/x"), path("/y")));
    changeThenHour("/d/f");
    fixture.retainAll(NO_CAPS);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.gapsAfter(0)).isEmpty();
      assertThat(reader.renamesAfter(0)).isEmpty();
    }
    try (Database database = Database.reader(fixture.state.resolve("journal.db"))) {
      assertThat(database.number("SELECT count(*) FROM directory")).isZero();
    }
    fixture.change("/d/g", CONTENT);
    assertThat(fixture.pathsAfter(0)).containsExactly("/d/g");
  }

  @Test
  void anOpenGapIsNeverForgotten() throws Exception {
    fixture.store.openGap(path("/d"), Reason.NOT_ARMED);
    changeThenHour("/d/f");
    fixture.retainAll(NO_CAPS);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.gapsAfter(fixture.store.lastSequence())).hasSize(1);
    }
  }

  @Test
  void aThousandEndedWindowsPerConsumerCanStillBeNamed() throws Exception {
    WindowRow first = fixture.addWindow(CONSUMER, Level.FULL, 0, 1);
    fixture.store.end(first.id(), WindowState.ABORTED);
    WindowRow live = fixture.addWindow(CONSUMER, Level.FULL, 0, 1);
    // Through the store each of them would cost two syncs of the disk.
    try (Database database = Database.plain(fixture.state.resolve("journal.db"))) {
      database.execute(
          """
          WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT 1000)
          INSERT INTO window (consumer, key, asked, level, base, end, state, snapshot, entries,
              opened_millis, changed_millis)
          SELECT consumer, key, asked, level, base, end, 'COMMITTED', 0, 0, 0, 0
          FROM window, number WHERE window.id = (SELECT max(id) FROM window)
          """);
    }
    fixture.retainAll(NO_CAPS);

    assertThat(fixture.store.window(first.id())).isEmpty();
    assertThat(fixture.store.window(live.id())).isPresent();
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.windows()).hasSize(1_001);
    }
  }
}
