package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Hazard 4: a gap may be reconciled before the link index, which looks now and then, sees it. */
class GapsOfTheLinkIndexTest {
  private static final PathBytes PLACE = StoreFixture.path("/data");

  @TempDir Path scratch;
  private StoreFixture fixture;

  @BeforeEach
  void open() throws StoreException {
    fixture = new StoreFixture(scratch);
    fixture.open();
    long unused = fixture.fill("/data", 10);
  }

  @AfterEach
  void close() throws StoreException {
    fixture.close();
  }

  private void completeNow() throws StoreException {
    long now = fixture.store.lastSequence();
    fixture.store.writeLinks(out -> out.complete(now));
  }

  private long endedGap() throws StoreException {
    long gap = fixture.store.openGap(PLACE, Reason.QUEUE_OVERFLOW).id();
    fixture.store.closeGap(PLACE, Reason.QUEUE_OVERFLOW);
    return gap;
  }

  private List<LinkReader.Scan> scans() throws StoreException {
    try (JournalReader reader = fixture.store.openReader()) {
      return reader.links().scans();
    }
  }

  @Test
  void aReconciledGapThatTheIndexDidNotSeeIsReadByIt() throws Exception {
    completeNow();
    fixture.store.writeLinks(out -> out.scannedPart(PLACE));
    fixture.store.endReconcile(List.of(endedGap()));

    assertThat(scans()).extracting(LinkReader.Scan::top).containsExactly(PLACE);
    try (JournalReader reader = fixture.store.openReader()) {
      assertThat(reader.links().scannedParts()).isEmpty();
    }
  }

  @Test
  void aGapThatRetentionForgetsIsReadByTheIndexAndNothingElseIs() throws Exception {
    completeNow();
    long unused = endedGap();
    fixture.store.noteClock(fixture.millis());
    fixture.pass(3_600_000);
    fixture.retainAll(StoreFixture.NO_CAPS);
    assertThat(fixture.store.floor()).isPositive();

    assertThat(scans()).extracting(LinkReader.Scan::top).containsExactly(PLACE);
  }

  @Test
  void aReadingThatBeganBeforeTheGapEndedIsRepeated() throws Exception {
    completeNow();
    fixture.store.writeLinks(out -> out.scan(PLACE));
    fixture.store.writeLinks(out -> out.scanBegins(PLACE));
    fixture.store.endReconcile(List.of(endedGap()));

    assertThat(scans()).extracting(LinkReader.Scan::requests).containsExactly(2L);
  }

  @Test
  void aReadingThatBeganAfterTheGapEndedIsNotRepeated() throws Exception {
    completeNow();
    long gap = endedGap();
    fixture.store.writeLinks(out -> out.scan(PLACE));
    fixture.store.writeLinks(out -> out.scanBegins(PLACE));
    fixture.store.endReconcile(List.of(gap));

    assertThat(scans()).extracting(LinkReader.Scan::requests).containsExactly(1L);
  }

  @Test
  void aGapThatTheIndexHasMadeGoodIsNotReadAgain() throws Exception {
    long gap = endedGap();
    completeNow();
    fixture.store.endReconcile(List.of(gap));

    assertThat(scans()).isEmpty();
  }

  @Test
  void anIndexThatNeverReadAnythingAsksForNoGap() throws Exception {
    fixture.store.endReconcile(List.of(endedGap()));

    assertThat(scans()).isEmpty();
  }
}
