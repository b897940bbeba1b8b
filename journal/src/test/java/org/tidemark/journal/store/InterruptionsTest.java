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

/** What may have hidden names is remembered when the gap that it left is gone. */
class InterruptionsTest {
  private static final PathBytes PLACE = StoreFixture.path("/data");

  @AutoClose private final StoreFixture fixture;

  InterruptionsTest(@TempDir Path scratch) throws StoreException {
    fixture = new StoreFixture(scratch);
    fixture.open();
  }

  private List<Gap> interruptions() throws StoreException {
    try (JournalReader reader = fixture.store.openReader()) {
      return reader.interruptions();
    }
  }

  @Test
  void theyOutliveTheReconcileAndADeath() throws Exception {
    long before = fixture.fill("/data", 100);
    Gap gap = fixture.store.openGap(PLACE, Reason.NOT_MOUNTED, 1234);
    fixture.store.closeGap(PLACE, Reason.NOT_MOUNTED);
    fixture.store.endReconcile(List.of(gap.id()));
    fixture.killAndReopen();

    assertThat(interruptions())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.path()).isEqualTo(PLACE);
              assertThat(each.reason()).isEqualTo(Reason.NOT_MOUNTED);
              assertThat(each.beginSequence()).isGreaterThan(before);
              assertThat(each.beginMillis()).isEqualTo(1234);
            });
  }

  @Test
  void lostEventsHideNoNames() throws Exception {
    fixture.store.openGap(PLACE, Reason.QUEUE_OVERFLOW);

    assertThat(interruptions()).isEmpty();
  }

  @Test
  void theOldestOfVeryManyStandForEverything() throws Exception {
    long last = 0;
    for (int i = 0; i < InterruptionTable.KEPT + 10; i++) {
      last =
          fixture
              .store
              .openGap(StoreFixture.path("/m" + i), Reason.MOUNT_CHANGED, 9)
              .beginSequence();
    }

    List<Gap> all = interruptions();
    assertThat(all).hasSize(InterruptionTable.KEPT);
    assertThat(all.get(0).path()).isEqualTo(PathBytes.ROOT);
    assertThat(all.get(0).beginMillis()).isZero();
    assertThat(all.get(0).beginSequence())
        .isLessThan(all.get(1).beginSequence())
        .isGreaterThanOrEqualTo(last - InterruptionTable.KEPT);
    assertThat(all.get(1).path()).isEqualTo(StoreFixture.path("/m11"));
  }
}
