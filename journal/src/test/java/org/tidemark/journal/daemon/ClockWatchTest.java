package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.ingest.Ingest;
import org.tidemark.journal.ingest.IngestSettings;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.JournalStore;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StartReport;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.store.StoreWithFaults;
import org.tidemark.journal.store.Witness;

/** Hazard 12: a clock that was stepped back makes change times worthless where they are needed. */
class ClockWatchTest {
  private static final PathBytes PLACE = PathBytes.ofLatin1("/data");
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private final MovedClock clock = new MovedClock();
  private SqliteJournalStore store;
  private Ingest ingest;
  private ClockWatch watch;

  /** A clock that the test sets. */
  private static final class MovedClock implements BootClock {
    private String boot = "boot-1";
    private long offset = 1_800_000_000_000L;
    private long first = 1_800_000_000_000L;

    @Override
    public String bootId() {
      return boot;
    }

    @Override
    public long offsetMillis() {
      return offset;
    }

    @Override
    public long firstMillis() {
      return first;
    }
  }

  @BeforeEach
  void open() throws Exception {
    Root root = new Root(PLACE, PLACE, false, Exclusions.NONE);
    store = SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run"));
    ingest =
        new Ingest(new NativeKernel(), store, List.of(root), IngestSettings.DEFAULT, why -> {});
    start(false, 0);
  }

  private void start(boolean sameBoot, long lastWallMillis) throws Exception {
    watch = new ClockWatch(clock, ingest, store);
    StartReport start = new StartReport(false, false, true, sameBoot, true, 0, lastWallMillis, 0);
    watch.atStart(start, List.of(new Root(PLACE, PLACE, false, Exclusions.NONE)));
  }

  @AfterEach
  void close() throws Exception {
    ingest.close();
    store.close();
  }

  private <T> T run(Ingest.Task<T> task) throws Exception {
    return ingest.run(task, DEADLINE);
  }

  private List<Gap> clockGaps() throws Exception {
    try (JournalReader reader = store.openReader()) {
      return reader.gapsAfter(0).stream()
          .filter(gap -> gap.reason() == Reason.CLOCK_STEPPED_BACK)
          .toList();
    }
  }

  /** A consumer with a base, so that later gaps matter to somebody. */
  private void addConsumer() throws Exception {
    ConsumerName name = new ConsumerName("c");
    run(
        owned -> {
          owned.addConsumer(name, List.of(), "");
          long end = owned.lastSequence();
          var window =
              owned.addWindow(
                  new JournalStore.NewWindow(
                      name, "", Level.FULL, Level.FULL, 0, end, false, null, null));
          owned.markListed(window.id(), 1);
          owned.commit(window.id());
          return null;
        });
  }

  @Test
  void aStepBackWhileNothingIsInDoubtLosesNothing() throws Exception {
    addConsumer();
    clock.offset -= 3_600_000;
    watch.check();
    assertThat(clockGaps()).isEmpty();
  }

  @Test
  void aStepBackIsAGapWhereHistoryIsInDoubtAlready() throws Exception {
    addConsumer();
    PathBytes sub = PLACE.child("sub".getBytes(StandardCharsets.US_ASCII));
    run(owned -> owned.openGap(sub, Reason.NOT_MOUNTED));
    clock.offset -= 3_600_000;
    watch.check();

    assertThat(clockGaps())
        .singleElement()
        .satisfies(gap -> assertThat(gap.path()).isEqualTo(sub))
        .satisfies(gap -> assertThat(gap.isOpen()).isFalse());
    assertThat(Reason.CLOCK_STEPPED_BACK.isReconcilableByTime()).isFalse();
    watch.check();
    assertThat(clockGaps()).as("told once").hasSize(1);
  }

  @Test
  void aStepForwardAndALittleOneAreNoGap() throws Exception {
    addConsumer();
    run(owned -> owned.openGap(PLACE, Reason.NOT_MOUNTED));
    clock.offset += 3_600_000;
    watch.check();
    clock.offset -= 900;
    watch.check();
    assertThat(clockGaps()).isEmpty();
  }

  @Test
  void namesThatWereSeenByTheEarlierClockAreForgotten() throws Exception {
    addConsumer();
    run(owned -> owned.openGap(PLACE, Reason.NOT_MOUNTED));
    run(
        owned -> {
          owned.witnesses().note(List.of(new Witness("ext4", PLACE, 1, 2)));
          return null;
        });
    clock.offset -= 3_600_000;
    watch.check();
    List<Witness> left = run(owned -> owned.witnesses().of("ext4"));
    assertThat(left).isEmpty();
  }

  @Test
  void aStepBackDuringTheDowntimeIsAGapAtEveryRoot() throws Exception {
    clock.offset -= 3_600_000;
    start(true, 0);
    assertThat(clockGaps())
        .singleElement()
        .satisfies(gap -> assertThat(gap.path()).isEqualTo(PLACE));
  }

  @Test
  void aBootThatBeganWithAnEarlierClockIsAGapAlthoughItWasCorrectedSince() throws Exception {
    clock.boot = "boot-2";
    clock.offset += 86_400_000;
    clock.first = 1_262_304_000_000L;
    start(false, 1_800_000_000_000L);
    assertThat(clockGaps()).hasSize(1);
  }

  @Test
  void anOrdinaryBootIsNoGap() throws Exception {
    clock.boot = "boot-2";
    clock.offset += 86_400_000;
    clock.first = 1_800_000_100_000L;
    start(false, 1_800_000_000_000L);
    assertThat(clockGaps()).isEmpty();
  }

  @Test
  void theMachinesOwnClockStandsStill() {
    BootClock own = BootClock.ofThisMachine();
    assertThat(own.offsetMillis()).isCloseTo(own.offsetMillis(), Offset.offset(900L));
    assertThat(own.firstMillis()).isLessThanOrEqualTo(System.currentTimeMillis());
    assertThat(own.bootId()).hasSize(36);
  }

  @Test
  void aStepBackWhoseGapCouldNotBeWrittenIsToldWhenTheStoreWorksAgain() throws Exception {
    addConsumer();
    run(owned -> owned.openGap(PLACE, Reason.NOT_MOUNTED));
    ingest.close();
    StoreWithFaults faults = new StoreWithFaults(store);
    ingest =
        new Ingest(
            new NativeKernel(), faults.store(), List.of(), IngestSettings.DEFAULT, why -> {});
    start(true, 0);
    clock.offset -= 3_600_000;
    faults.fail("openGap");
    assertThatThrownBy(watch::check).isInstanceOf(StoreException.class);
    faults.fail();

    watch.check();
    assertThat(clockGaps()).hasSize(1);
  }
}
