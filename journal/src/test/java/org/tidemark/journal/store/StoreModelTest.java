package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tidemark.journal.store.StoreFixture.name;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Random life of a store beside a naive model in memory; equal after every step. */
class StoreModelTest {
  private static final int STEPS = 200;
  private static final List<ConsumerName> CONSUMERS =
      List.of(new ConsumerName("a"), new ConsumerName("b"), new ConsumerName("c"));
  private static final Reason[] REASONS = {
    Reason.MOVED_IN, Reason.COLLAPSED, Reason.QUEUE_OVERFLOW, Reason.CREATED
  };

  @TempDir Path scratch;
  private Random random;
  private StoreFixture fixture;
  private final StoreModel model = new StoreModel();

  /** Seed 0 stands for a new one at each run; it is printed. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 0})
  void theStoreDoesWhatTheModelDoes(long given) throws Exception {
    long seed = given == 0 ? System.nanoTime() : given;
    System.out.println("seed " + seed);
    random = new Random(seed);
    fixture = new StoreFixture(scratch);
    try {
      fixture.open();
      for (int step = 0; step < STEPS; step++) {
        live();
        check("seed " + seed + " step " + step);
      }
    } finally {
      fixture.close();
    }
  }

  private void live() throws Exception {
    fixture.pass(random.nextInt(120_000));
    switch (random.nextInt(12)) {
      case 0 -> openWindow();
      case 1, 2 -> endWindow();
      case 3 -> retain();
      case 4 -> restart();
      case 5 -> forgetSomeone();
      case 6 -> breakOff();
      default -> append();
    }
    fixture.store.noteClock(fixture.millis());
    model.noteClock(fixture.store.lastSequence(), fixture.millis());
  }

  private void append() throws StoreException {
    fixture.store.append(
        out -> {
          for (int more = random.nextInt(30); more >= 0; more--) {
            change(out);
          }
        });
  }

  private void change(JournalStore.ChangeAppender out) throws StoreException {
    PathBytes directory = PathBytes.ofLatin1("/" + "d\u00ff".substring(random.nextInt(2)));
    directory = random.nextBoolean() ? directory : directory.child(name("x" + random.nextInt(3)));
    String name = "n" + random.nextInt(8);
    int bits = random.nextInt(256);
    Reason reason = REASONS[random.nextInt(REASONS.length)];
    byte[] handle =
        random.nextInt(4) == 0 ? new byte[] {0, (byte) (1 + random.nextInt(100))} : null;
    out.change(directory, name(name), bits, reason, handle);
    model.change(directory.child(name(name)), bits, reason, handle);
  }

  private void breakOff() throws StoreException {
    StoreModel.Rows before = model.rows();
    try {
      fixture.store.append(
          out -> {
            change(out);
            change(out);
            throw new StoreException("broken off", "", null);
          });
    } catch (StoreException e) {
      assertThat(e).hasMessage("broken off");
    }
    model.rollBackTo(before);
    // Spent numbers that nobody saw are only remembered with the next transaction.
    fixture.store.sync();
  }

  private void openWindow() throws StoreException {
    ConsumerName consumer = CONSUMERS.get(random.nextInt(CONSUMERS.size()));
    long base = model.usableBase(consumer);
    Level level = base < 0 || random.nextInt(4) == 0 ? Level.FULL : Level.INCREMENTAL;
    long end = fixture.store.lastSequence();
    WindowRow window = fixture.addWindow(consumer, level, level == Level.FULL ? 0 : base, end);
    model.opened(window);
  }

  private void endWindow() throws Exception {
    List<WindowRow> live = new ArrayList<>(model.liveWindows());
    if (live.isEmpty()) {
      return;
    }
    WindowRow window = live.get(random.nextInt(live.size()));
    if (random.nextInt(3) == 0) {
      fixture.store.end(window.id(), WindowState.ABORTED);
      model.ended(window);
    } else {
      fixture.store.commit(window.id());
      model.committed(window);
    }
  }

  private void retain() throws StoreException {
    long keep = random.nextInt(3_600_000);
    long age = random.nextBoolean() ? Long.MAX_VALUE / 4 : random.nextInt(7_200_000);
    RetentionCaps caps = new RetentionCaps(age, Long.MAX_VALUE, 0, keep);
    List<ConsumerName> stale = fixture.retainAll(caps);
    assertThat(stale).containsExactlyInAnyOrderElementsOf(model.retained(caps, fixture.millis()));
  }

  private void restart() throws StoreException {
    switch (random.nextInt(3)) {
      case 0 -> fixture.reopen();
      case 1 -> fixture.killAndReopen();
      default -> {
        fixture.kill();
        fixture.reboot();
        fixture.open();
        model.skippedTo(fixture.store.lastSequence());
      }
    }
    assertThat(fixture.store.start().restoredCopy()).isFalse();
    assertThat(fixture.store.start().newJournal()).isFalse();
    model.clockForgotItsLastNote();
  }

  private void forgetSomeone() throws StoreException {
    ConsumerName consumer = CONSUMERS.get(random.nextInt(CONSUMERS.size()));
    assertThat(fixture.store.forgetConsumer(consumer)).isEqualTo(model.forgotten(consumer));
  }

  private void check(String where) throws StoreException {
    assertThat(fixture.store.lastSequence()).as(where).isEqualTo(model.lastSequence());
    assertThat(fixture.store.floor()).as(where).isEqualTo(model.floor());
    long after = model.somePosition(random);
    assertThat(fixture.rowsAfter(after)).as(where).isEqualTo(model.rowsAfter(after));
    assertThat(fixture.rowsAfter(after, true)).as(where).isEqualTo(model.rowsAfter(after));
    assertThat(fixture.rowsAfter(after, false)).as(where).isEqualTo(model.rowsAfter(after));
    for (ConsumerName consumer : CONSUMERS) {
      assertThat(fixture.store.consumer(consumer).map(StoreModel.Consumer::of))
          .as(where)
          .isEqualTo(model.consumer(consumer));
    }
  }
}
