package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.store.StoreException;
import org.tidemark.journal.testing.Eventually;

/** Where the gap of a start begins, and why: on a real store that is opened again and again. */
class StartGapsTest {
  private static final PathBytes PLACE = PathBytes.ofLatin1("/data");

  @TempDir private Path folder;

  private SqliteJournalStore store;
  private StartGaps gaps;

  @BeforeEach
  void firstRun() throws StoreException {
    open("uuid-1");
    gaps.close(store);
  }

  @AfterEach
  void close() throws StoreException {
    store.close();
  }

  private void open(String identity) throws StoreException {
    open(new RootIdentity(identity, "2 0"));
  }

  private void open(RootIdentity identity) throws StoreException {
    open(identity, Exclusions.NONE);
  }

  private void open(RootIdentity identity, Exclusions exclusions) throws StoreException {
    Root root = new Root(PLACE, PLACE, false, exclusions);
    store = SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run"));
    gaps = new StartGaps(store.start(), false, List.of(root), Map.of(PLACE, identity));
    gaps.open(store);
  }

  private Gap onlyOpenGap() throws StoreException {
    try (JournalReader reader = store.openReader()) {
      List<Gap> open =
          reader.gapsAfter(reader.lastSequence()).stream().filter(Gap::isOpen).toList();
      assertThat(open).hasSize(1);
      return open.get(0);
    }
  }

  /** Gives a time after which the clock has moved on. */
  private static long tick() {
    long now = System.currentTimeMillis();
    Eventually.await("the clock moves on", () -> System.currentTimeMillis() > now);
    return now;
  }

  @Test
  void afterACleanStopTheGapBeginsAtTheStop() throws StoreException {
    long before = tick();
    store.close();
    long after = tick();
    open("uuid-1");

    Gap gap = onlyOpenGap();
    assertThat(gap.reason()).isEqualTo(Reason.DAEMON_DOWN);
    assertThat(gap.beginMillis()).isBetween(before + 1, after);
  }

  @Test
  void afterACrashTheGapBeginsWhereTheJournalEnds() throws StoreException {
    long before = tick();
    store.closeUnclean();
    tick();
    open("uuid-1");

    Gap gap = onlyOpenGap();
    assertThat(gap.reason()).isEqualTo(Reason.UNCLEAN_STOP);
    assertThat(gap.beginMillis()).isLessThanOrEqualTo(before);
  }

  @Test
  void aStartThatFailedDoesNotMoveTheBeginOfTheGap() throws StoreException {
    store.close();
    long stopped = tick();
    open("uuid-1");
    tick();
    store.close();
    tick();
    open("uuid-1");

    assertThat(onlyOpenGap().beginMillis()).isLessThanOrEqualTo(stopped);
  }

  @Test
  void aCrashBeforeAFailedStartIsStillWhereTheGapBegins() throws StoreException {
    long crashed = tick();
    store.closeUnclean();
    open("uuid-1");
    tick();
    store.close();
    open("uuid-1");

    assertThat(onlyOpenGap().beginMillis()).isLessThanOrEqualTo(crashed);
  }

  @Test
  void ofAnotherFilesystemAtTheSamePlaceNothingIsKnown() throws StoreException {
    store.close();
    open("uuid-2");

    Gap gap = onlyOpenGap();
    assertThat(gap.reason()).isEqualTo(Reason.FILESYSTEM_REPLACED);
    assertThat(gap.beginMillis()).isZero();
  }

  @Test
  void anotherDirectoryAtTheRootsPlaceIsNotSortedByTime() throws Exception {
    store.close();
    open(new RootIdentity("uuid-1", "3 0"));
    assertThat(onlyOpenGap().reason()).isEqualTo(Reason.ROOT_REPLACED);
    assertThat(onlyOpenGap().beginMillis()).isZero();
  }

  @Test
  void aStartThatFailedBeforeItsGapsWereOpenDoesNotMoveTheBeginEither() throws Exception {
    long crashed = tick();
    store.closeUnclean();
    SqliteJournalStore.open(folder.resolve("state"), folder.resolve("run")).closeUnclean();
    open("uuid-1");

    assertThat(onlyOpenGap().beginMillis()).isLessThanOrEqualTo(crashed);
  }

  @Test
  void theGapOfARelaxedExclusionEndsWhenTheExclusionIsBack() throws Exception {
    RootIdentity same = new RootIdentity("uuid-1", "2 0");
    Exclusions exclusions = Exclusions.of(List.of("*.tmp"));
    store.close();
    open(same, exclusions);
    gaps.close(store);
    store.close();
    open(same, Exclusions.NONE);
    store.closeUnclean();
    open(same, exclusions);

    assertThat(onlyOpenGap().reason()).isEqualTo(Reason.UNCLEAN_STOP);
  }
}
