package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tidemark.journal.store.StoreFixture.CONSUMER;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.Reason;

/**
 * A database whose bytes changed while nobody had it open: each damage is found before a window is
 * answered, or does no harm. {@code -Dtidemark.seed=N} repeats a run, {@code -Dtidemark.long=true}
 * tries more bytes.
 */
class CorruptDatabaseTest {
  private static final int PAGE = 4096;
  private static final int TRIES = Boolean.getBoolean("tidemark.long") ? 3000 : 150;

  private final long seed = Long.getLong("tidemark.seed", System.nanoTime());
  private final Random random = new Random(seed);
  @TempDir Path scratch;
  private StoreFixture fixture;
  private Path good;

  @BeforeEach
  void prepare() throws Exception {
    fixture = new StoreFixture(scratch);
    fixture.open();
    fixture.fill("/d", 3_000);
    fixture.fill("/d/e", 300);
    fixture.store.openGap(StoreFixture.path("/d"), Reason.QUEUE_OVERFLOW);
    fixture.store.putSetting("roots", "[]");
    long end = fixture.fill("/f", 2_000);
    fixture.store.commit(fixture.addWindow(CONSUMER, Level.FULL, 0, end).id());
    fixture.addWindow(CONSUMER, Level.INCREMENTAL, end, fixture.fill("/g", 500));
    forgetSome();
  }

  /** Leaves unused pages in the file. */
  private void forgetSome() throws StoreException {
    for (int slice = 0; slice < 5; slice++) {
      fixture.store.retain(StoreFixture.NO_CAPS, fixture.millis());
    }
  }

  @AfterEach
  void release() throws Exception {
    fixture.close();
  }

  private Path database() {
    return fixture.state.resolve(JournalFile.NAME);
  }

  private void stop() throws Exception {
    fixture.store.close();
    good = fixture.copied(fixture.state, "good");
  }

  private void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ 1 << random.nextInt(8));
    }
  }

  /** Where a byte is worth trying: everywhere in the header, then all over the pages. */
  private long place(int attempt, long size) {
    return attempt < 100 ? attempt : PAGE * random.nextLong(size / PAGE) + random.nextInt(PAGE);
  }

  @Test
  void noByteOfAStoppedDatabaseChangesUnnoticed() throws Exception {
    stop();
    long size = Files.size(database());
    assertThat(size).isGreaterThan(50 * PAGE);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      long at = place(attempt, size);
      fixture.state = fixture.copied(good, "damaged-" + attempt);
      flip(database(), at);
      assertThat(noticed()).as("byte %d, seed %d", at, seed).isTrue();
    }
  }

  /** Refused at the opening, set aside then, or found by the check that windows wait for. */
  private boolean noticed() throws Exception {
    try {
      fixture.open();
    } catch (StoreException e) {
      return !e.hint().isEmpty();
    }
    try {
      fixture.store.soundness().check();
      return fixture.store.start().newJournal() || fixture.store.soundness().damage().isPresent();
    } finally {
      fixture.store.closeUnclean();
    }
  }

  @Test
  void anUndamagedDatabaseIsFoundSound() throws Exception {
    stop();
    fixture.open();

    assertThat(fixture.store.start().cleanStop()).isTrue();
    fixture.store.soundness().check();
    fixture.store.soundness().await(Duration.ZERO);
    assertThat(fixture.store.setAside()).isEmpty();
  }

  @Test
  void nobodyIsAnsweredBeforeTheCheckIsDone() throws Exception {
    fixture.reopen();

    assertThatThrownBy(() -> fixture.store.soundness().await(Duration.ZERO))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("being checked");
  }

  @Test
  void whatIsOverwrittenBeforeItWasCheckedIsCheckedFirst() throws Exception {
    stop();
    // Free space in the page of the journal's own row, which SQLite never looks at.
    flip(database(), 2 * PAGE + 1000);
    fixture.open();
    fixture.fill("/new", 300_000);

    assertThat(fixture.store.soundness().damage())
        .hasValueSatisfying(what -> assertThat(what).contains("page 3 "));
  }

  @Test
  void aDamagedDatabaseIsKeptAndTheNextOpeningBeginsANewJournal() throws Exception {
    String id = fixture.store.journalId();
    stop();
    flip(database(), Files.size(database()) - 100);
    fixture.open();
    fixture.store.soundness().check();
    assertThatThrownBy(() -> fixture.store.soundness().await(Duration.ZERO))
        .hasMessageContaining("damaged");
    fixture.store.closeUnclean();
    fixture.open();

    assertThat(fixture.store.start().newJournal()).isTrue();
    assertThat(fixture.store.journalId()).isNotEqualTo(id);
    assertThat(fixture.store.consumer(CONSUMER)).isEmpty();
    assertThat(fixture.store.setAside()).isPresent();
    fixture.reopen();
    assertThat(fixture.store.start().newJournal()).as("set aside once only").isFalse();
    fixture.store.soundness().check();
    fixture.store.soundness().await(Duration.ZERO);
  }

  @Test
  void everyPageHasItsChecksumThroughCheckpointsAndVacuumAndAKill() throws Exception {
    for (int round = 0; round < 6; round++) {
      fixture.fill("/round" + round, 40_000);
      forgetSome();
      if (round % 2 == 0) {
        fixture.killAndReopen();
      } else {
        fixture.reopen();
      }
      fixture.store.soundness().check();
      assertThat(fixture.store.soundness().damage()).as("round %d", round).isEmpty();
      assertThat(fixture.store.start().newJournal()).isFalse();
    }
  }

  @Test
  void aStartThatFailsAfterAKillDoesNotCostTheJournal() throws Exception {
    String id = fixture.store.journalId();
    fixture.kill();
    // No file can be made in its place, nor can it be deleted.
    Path inTheWay = Files.createDirectories(fixture.state.resolve("identity.new/in"));
    assertThatThrownBy(() -> fixture.open()).hasMessageContaining("identity.new");
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    fixture.open();

    assertThat(fixture.store.setAside()).isEmpty();
    assertThat(fixture.store.journalId()).isEqualTo(id);
    fixture.store.soundness().check();
    assertThat(fixture.store.soundness().damage()).isEmpty();
  }

  @Test
  void aReaderThatHoldsTheLogBackDoesNotSpoilTheChecksums() throws Exception {
    try (JournalReader reader = fixture.store.openReader()) {
      reader.changesAfter(0, (dir, name, sequence, bits, made, sub, in, why, handle) -> grow(name));
      fixture.fill("/after-reading", 1_000);
    }
    fixture.killAndReopen();
    fixture.store.soundness().check();

    assertThat(fixture.store.soundness().damage()).isEmpty();
    assertThat(fixture.rowsAfter(0)).hasSizeGreaterThan(51_000);
  }

  /** Once, in the middle of a read transaction. */
  private void grow(byte[] name) throws StoreException {
    if (new String(name, StandardCharsets.US_ASCII).equals("file-499")) {
      fixture.fill("/while-reading", 50_000);
    }
  }

  @Test
  void aDatabaseOfATimeWithoutChecksumsIsBelievedAndHasThemThen() throws Exception {
    stop();
    Files.delete(fixture.state.resolve(PageSums.NAME));
    fixture.open();
    assertThat(fixture.store.start().newJournal()).isFalse();
    fixture.store.close();
    flip(database(), Files.size(database()) - 100);

    assertThat(noticed()).isTrue();
  }

  @Test
  void idsOfWindowsDoNotComeAgainAfterTheDatabaseIsLost() throws Exception {
    long before = fixture.addWindow(CONSUMER, Level.FULL, 0, 1).id();
    Files.createDirectory(fixture.state.resolve("windows"));
    fixture.store.close();
    Files.delete(database());
    fixture.open();

    assertThat(fixture.addWindow(CONSUMER, Level.FULL, 0, 1).id()).isGreaterThan(before + 1000);
  }
}
