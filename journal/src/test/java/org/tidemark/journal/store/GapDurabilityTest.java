package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * A gap is there when the call that told of it has returned, whatever happens next: here the
 * process dies; that the call syncs is in {@link StoreSyncTest}.
 */
class GapDurabilityTest {
  private static final PathBytes PLACE = StoreFixture.path("/data");

  @AutoClose private final StoreFixture fixture;

  GapDurabilityTest(@TempDir Path scratch) throws StoreException {
    fixture = new StoreFixture(scratch);
    fixture.open();
  }

  private List<Gap> gapsAfterDeath() throws StoreException {
    fixture.killAndReopen();
    try (JournalReader reader = fixture.store.openReader()) {
      return reader.gapsAfter(0);
    }
  }

  @Test
  void anOpenGapSurvivesADeathRightAfterTheCall() throws Exception {
    long before = fixture.fill("/data", 100);
    fixture.store.openGap(PLACE, Reason.QUEUE_OVERFLOW);

    assertThat(gapsAfterDeath())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.path()).isEqualTo(PLACE);
              assertThat(gap.reason()).isEqualTo(Reason.QUEUE_OVERFLOW);
              assertThat(gap.beginSequence()).isGreaterThan(before);
              assertThat(gap.beginMillis()).isEqualTo(fixture.millis());
              assertThat(gap.isOpen()).isTrue();
            });
  }

  @Test
  void anEndedGapKeepsItsRange() throws Exception {
    fixture.store.openGap(PLACE, Reason.NOT_MOUNTED);
    long during = fixture.fill("/data", 100);
    fixture.store.closeGap(PLACE, Reason.NOT_MOUNTED);

    assertThat(gapsAfterDeath())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.beginSequence()).isLessThan(during);
              assertThat(gap.endSequence()).isGreaterThan(during).isLessThan(Long.MAX_VALUE);
            });
  }

  private long beginOfTheOpenGapAfterReconciling(PathBytes reconciled, PathBytes open)
      throws StoreException {
    long id = fixture.store.openGap(reconciled, Reason.DAEMON_DOWN, 1_000).id();
    fixture.store.closeGap(reconciled, Reason.DAEMON_DOWN);
    fixture.store.openGap(open, Reason.NOT_MOUNTED, 2_000);
    fixture.store.endReconcile(List.of(id));
    try (JournalReader reader = fixture.store.openReader()) {
      List<Gap> left = reader.gapsAfter(0);
      assertThat(left).singleElement().satisfies(gap -> assertThat(gap.isOpen()).isTrue());
      return left.get(0).beginMillis();
    }
  }

  @Test
  void anOpenGapBelowOneThatIsReconciledInheritsItsBegin() throws Exception {
    assertThat(beginOfTheOpenGapAfterReconciling(PLACE, StoreFixture.path("/data/vol")))
        .isEqualTo(1_000);
  }

  @Test
  void anOpenGapBelowTheRootDirectoryInheritsToo() throws Exception {
    assertThat(beginOfTheOpenGapAfterReconciling(PathBytes.ROOT, PLACE)).isEqualTo(1_000);
  }

  @Test
  void anOpenGapBesideOneThatIsReconciledKeepsItsBegin() throws Exception {
    assertThat(beginOfTheOpenGapAfterReconciling(PLACE, StoreFixture.path("/data-2/vol")))
        .isEqualTo(2_000);
  }
}
