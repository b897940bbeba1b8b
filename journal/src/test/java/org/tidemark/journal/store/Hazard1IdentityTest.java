package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tidemark.journal.model.ChangeBits.CONTENT;
import static org.tidemark.journal.store.StoreFixture.CONSUMER;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;

/** Hazard 1, second form: yesterday's copy of the database, stopped cleanly in this very boot. */
class Hazard1IdentityTest {
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
  void aNewJournalSaysSo() {
    assertThat(fixture.store.start())
        .isEqualTo(new StartReport(true, false, false, false, false, 0, 0, 0));
    assertThat(fixture.store.journalId()).matches("[0-9a-f]{32}");
  }

  @Test
  void aCleanStopInTheSameBootIsKnownToTheMillisecond() throws Exception {
    String id = fixture.store.journalId();
    long stopped = fixture.millis();
    fixture.store.close();
    fixture.pass(10_000);
    fixture.open();

    assertThat(fixture.store.start())
        .isEqualTo(new StartReport(false, false, true, true, true, stopped, stopped, 0));
    assertThat(fixture.store.journalId()).isEqualTo(id);
  }

  @Test
  void aKilledDaemonKeepsItsJournalAndEveryCommittedRow() throws Exception {
    String id = fixture.store.journalId();
    long last = fixture.fill("/d", 1_000);
    long wall = fixture.millis();
    fixture.pass(10_000);
    fixture.killAndReopen();

    assertThat(fixture.store.start())
        .isEqualTo(new StartReport(false, false, false, true, true, 0, wall, 0));
    assertThat(fixture.store.journalId()).isEqualTo(id);
    assertThat(fixture.rowsAfter(0)).hasSize(1_000);
    assertThat(fixture.store.lastSequence()).isEqualTo(last);
  }

  @Test
  void afterACrashOfTheMachineNumbersThatMayBeLostAreNotGivenOutAgain() throws Exception {
    long last = fixture.change("/f", CONTENT);
    fixture.kill();
    fixture.reboot();
    fixture.open();

    assertThat(fixture.store.start().sameBoot()).isFalse();
    assertThat(fixture.store.start().cleanStop()).isFalse();
    assertThat(fixture.change("/g", CONTENT)).isGreaterThan(last + 1_000_000);
  }

  @Test
  void aCleanStopBeforeARebootCostsNoNumbers() throws Exception {
    long last = fixture.change("/f", CONTENT);
    fixture.store.close();
    fixture.reboot();
    fixture.open();

    assertThat(fixture.store.start().cleanStop()).isTrue();
    assertThat(fixture.store.start().sameBoot()).isFalse();
    assertThat(fixture.change("/g", CONTENT)).isEqualTo(last + 1);
  }

  @Test
  void anOldCopyIsANewJournalAndNoConsumerHasABase() throws Exception {
    WindowRow committed = fixture.addWindow(CONSUMER, Level.FULL, 0, fixture.change("/f", CONTENT));
    fixture.store.commit(committed.id());
    WindowRow live = fixture.addWindow(CONSUMER, Level.INCREMENTAL, 1, 1);
    fixture.store.close();
    Path copy = fixture.copied(fixture.state, "copy");
    String id = fixture.open().journalId();
    fixture.store.close();
    fixture.state = copy;
    fixture.open();

    assertThat(fixture.store.journalId()).isNotEqualTo(id);
    assertThat(fixture.store.start().restoredCopy()).isTrue();
    assertThat(fixture.store.start().newJournal()).isTrue();
    assertThat(fixture.store.start().cleanStop()).isFalse();
    ConsumerRow consumer = fixture.store.consumer(CONSUMER).orElseThrow();
    assertThat(consumer.stale()).isTrue();
    assertThat(consumer.fullBase()).isEmpty();
    assertThat(consumer.incrementalBase()).isEmpty();
    assertThat(fixture.store.floor()).isGreaterThan(committed.end());
    assertThatThrownBy(() -> fixture.store.commit(live.id())).isInstanceOf(TidemarkException.class);
  }

  @Test
  void aCopyTakenWhileTheDaemonRanIsKnownByItsLastNumber() throws Exception {
    fixture.change("/f", CONTENT);
    Path copy = fixture.copied(fixture.state, "copy");
    fixture.change("/g", CONTENT);
    fixture.kill();
    fixture.state = copy;
    fixture.open();

    assertThat(fixture.store.start().restoredCopy()).isTrue();
  }

  @Test
  void theNewIdentityOfARestoredCopyStays() throws Exception {
    fixture.store.close();
    Path copy = fixture.copied(fixture.state, "copy");
    fixture.open();
    fixture.store.close();
    fixture.state = copy;
    String id = fixture.open().journalId();
    fixture.reopen();

    assertThat(fixture.store.start().restoredCopy()).isFalse();
    assertThat(fixture.store.journalId()).isEqualTo(id);
  }

  @Test
  void aLostDatabaseIsANewJournal() throws Exception {
    String id = fixture.store.journalId();
    fixture.change("/f", CONTENT);
    fixture.kill();
    Files.delete(fixture.state.resolve("journal.db"));
    fixture.open();

    assertThat(fixture.store.start().newJournal()).isTrue();
    assertThat(fixture.store.journalId()).isNotEqualTo(id);
    assertThat(fixture.rowsAfter(0)).isEmpty();
  }

  @Test
  void aStopBetweenTheTwoMarksIsNoOldCopy() throws Exception {
    String id = fixture.store.journalId();
    fixture.kill();
    Path before = fixture.copied(fixture.state, "before");
    fixture.open();
    String token = Files.readAllLines(fixture.run.resolve("token")).get(1);
    fixture.kill();
    String old;
    try (Database database = Database.reader(before.resolve("journal.db"))) {
      old = database.first(row -> row.getString(1), "SELECT token FROM journal").orElseThrow();
    }
    Files.writeString(fixture.run.resolve("token"), "boot-1\n" + old + "\n" + token + "\n");
    fixture.state = before;
    fixture.open();

    assertThat(fixture.store.start().restoredCopy()).isFalse();
    assertThat(fixture.store.journalId()).isEqualTo(id);
  }

  @Test
  void anOldCopyPutBackAfterARebootIsANewJournal() throws Exception {
    fixture.change("/f", CONTENT);
    fixture.store.close();
    Path copy = fixture.copied(fixture.state, "copy");
    String id = fixture.open().journalId();
    fixture.change("/g", CONTENT);
    fixture.store.close();
    putBack(copy);
    fixture.reboot();
    fixture.open();

    assertThat(fixture.store.start().restoredCopy()).isTrue();
    assertThat(fixture.store.journalId()).isNotEqualTo(id);
    fixture.reopen();
    assertThat(fixture.store.start().restoredCopy()).isFalse();
  }

  @Test
  void aCopyTakenWhileTheDaemonRanIsKnownByItsWindowsAfterAReboot() throws Exception {
    fixture.change("/f", CONTENT);
    Path copy = fixture.copied(fixture.state, "copy");
    fixture.addWindow(CONSUMER, Level.FULL, 0, fixture.change("/g", CONTENT));
    fixture.kill();
    putBack(copy);
    fixture.reboot();
    fixture.open();

    assertThat(fixture.store.start().restoredCopy()).isTrue();
  }

  @Test
  void aCrashOfTheMachineAtAnyMomentOfAStartOrStopIsNoOldCopy() throws Exception {
    fixture.addWindow(CONSUMER, Level.FULL, 0, fixture.change("/f", CONTENT));
    String id = fixture.store.journalId();
    fixture.kill();
    Path before = fixture.copied(fixture.state, "before");
    fixture.open();
    fixture.kill();
    String old = tokenOf(before);
    String fresh = tokenOf(fixture.state);
    Files.writeString(before.resolve("identity"), "1\n" + old + "\n" + fresh + "\n");
    fixture.state = before;
    fixture.reboot();
    fixture.open();

    assertThat(fixture.store.start().restoredCopy()).isFalse();
    assertThat(fixture.store.journalId()).isEqualTo(id);
  }

  @Test
  void aLostDatabaseIsToldFromOneThatNeverWas() throws Exception {
    assertThat(fixture.store.replacesLost()).isFalse();
    fixture.addWindow(CONSUMER, Level.FULL, 0, fixture.change("/f", CONTENT));
    fixture.store.close();
    Files.delete(fixture.state.resolve("journal.db"));
    fixture.open();

    assertThat(fixture.store.replacesLost()).isTrue();
    fixture.reopen();
    assertThat(fixture.store.replacesLost()).isFalse();
    assertThat(fixture.store.start().newJournal()).isFalse();
  }

  private static String tokenOf(Path state) throws StoreException {
    try (Database database = Database.reader(state.resolve("journal.db"))) {
      return database
          .read(
              "reading a token",
              () -> database.first(row -> row.getString(1), "SELECT token FROM journal"))
          .orElseThrow();
    }
  }

  /** The database alone, as an administrator does it with a backup of it. */
  private void putBack(Path copy) throws Exception {
    for (String name : new String[] {"journal.db", "journal.db-wal"}) {
      Files.deleteIfExists(fixture.state.resolve(name));
      if (Files.exists(copy.resolve(name))) {
        Files.copy(copy.resolve(name), fixture.state.resolve(name));
      }
    }
  }
}
