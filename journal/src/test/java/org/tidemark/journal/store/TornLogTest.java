package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.journal.store.StoreFixture.CONSUMER;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Level;

/**
 * A write-ahead log that was cut or damaged while nobody had it open: what is left is all that was
 * committed up to some moment, and the store says which, or begins a new journal. {@code
 * -Dtidemark.seed=N} repeats a run, {@code -Dtidemark.long=true} tries more places.
 */
class TornLogTest {
  private static final int TRIES = Boolean.getBoolean("tidemark.long") ? 1000 : 60;

  private final long seed = Long.getLong("tidemark.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Time of each batch by its last sequence number. */
  private final TreeMap<Long, Long> written = new TreeMap<>();

  private final List<Long> committedEnds = new ArrayList<>();
  @TempDir Path scratch;
  private StoreFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new StoreFixture(scratch);
  }

  @AfterEach
  void release() throws Exception {
    fixture.close();
  }

  /** Batches, windows and, on the way, a checkpoint of which the log still has all pages. */
  private void live(int batches, int rows) throws Exception {
    fixture.open();
    for (int batch = 0; batch < batches; batch++) {
      fixture.pass(1_000);
      long end = fixture.fill("/batch" + batch % 7, rows);
      written.put(end, fixture.millis());
      if (batch % 5 == 0) {
        fixture.store.commit(fixture.addWindow(CONSUMER, Level.FULL, 0, end).id());
        committedEnds.add(end);
      }
    }
  }

  private void tear(Path log) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(log.toFile(), "rw")) {
      long at = random.nextInt(10) == 0 ? random.nextInt(32) : random.nextLong(bytes.length());
      if (random.nextBoolean()) {
        bytes.setLength(at);
      } else {
        bytes.seek(at);
        int old = bytes.read();
        bytes.seek(at);
        bytes.write(old ^ 1 << random.nextInt(8));
      }
    }
  }

  private void assertHonest() throws Exception {
    StartReport start = fixture.store.start();
    fixture.store.soundness().check();
    if (start.newJournal() || fixture.store.soundness().damage().isPresent()) {
      return;
    }
    assertThat(start.cleanStop()).isFalse();
    long last = fixture.rowsAfter(0).stream().mapToLong(StoreFixture.Row::sequence).max().orElse(0);
    assertThat(last == 0 || written.containsKey(last)).as("a whole batch").isTrue();
    Long lost = written.higherKey(last);
    if (lost != null) {
      assertThat(start.lastWallMillis()).as("before what is lost").isLessThan(written.get(lost));
    }
    OptionalLong base = fixture.store.consumer(CONSUMER).map(ConsumerRow::fullBase).orElse(NONE);
    assertThat(base.orElse(0)).as("no base ahead of its rows").isLessThanOrEqualTo(last);
    assertThat(fixture.change("/new", 2)).isGreaterThan(written.lastKey());
  }

  private static final OptionalLong NONE = OptionalLong.empty();

  private void tearOften() throws Exception {
    fixture.kill();
    fixture.reboot();
    Path killed = fixture.state;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      fixture.state = fixture.copied(killed, "torn-" + attempt);
      fixture.run = scratch.resolve("run-" + attempt);
      tear(JournalFile.log(fixture.state.resolve(JournalFile.NAME)));
      fixture.open();
      try {
        assertHonest();
      } catch (AssertionError e) {
        throw new AssertionError("attempt " + attempt + ", seed " + seed, e);
      } finally {
        fixture.store.closeUnclean();
      }
    }
  }

  @Test
  void aTornLogLosesItsEndOnlyAndTheStoreSaysWhatIsMissing() throws Exception {
    live(40, 30);
    tearOften();
  }

  @Test
  void aLogThatWasPartlyCopiedIntoTheDatabaseIsNotMixedWithIt() throws Exception {
    live(30, 5_000);
    tearOften();
  }

  @Test
  void aLogThatIsGoneAfterACleanStopIsNoCleanStop() throws Exception {
    live(3, 10);
    fixture.reopen();
    fixture.pass(1_000);
    written.put(fixture.fill("/more", 10), fixture.millis());
    fixture.kill();
    fixture.reboot();
    Files.delete(JournalFile.log(fixture.state.resolve(JournalFile.NAME)));
    fixture.open();

    assertHonest();
  }
}
