package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** How often too much waited, and when last, is remembered when the gaps are gone. */
class OverflowsTest {
  private static final PathBytes PLACE = StoreFixture.path("/data\ttabs\nand lines");

  @AutoClose private final StoreFixture fixture;

  OverflowsTest(@TempDir Path scratch) throws StoreException {
    fixture = new StoreFixture(scratch);
    fixture.open();
  }

  private Optional<Overflows> overflows() throws StoreException {
    try (JournalReader reader = fixture.store.openReader()) {
      return reader.overflows();
    }
  }

  @Test
  void theyOutliveTheReconcileAndADeath() throws Exception {
    fixture.store.openGap(PathBytes.ROOT, Reason.BUFFER_FULL, 9);
    fixture.pass(5_000);
    Gap gap = fixture.store.openGap(PLACE, Reason.QUEUE_OVERFLOW, 9);
    long noticed = fixture.instant().toEpochMilli();
    fixture.pass(5_000);
    fixture.store.closeGap(PLACE, Reason.QUEUE_OVERFLOW);
    fixture.store.endReconcile(List.of(gap.id()));
    fixture.killAndReopen();

    assertThat(overflows()).contains(new Overflows(2, noticed, PLACE, Reason.QUEUE_OVERFLOW));
  }

  @Test
  void otherGapsAreNone() throws Exception {
    fixture.store.openGap(PLACE, Reason.DAEMON_DOWN);
    fixture.store.openGap(PLACE, Reason.STORE_ERROR);

    assertThat(overflows()).isEmpty();
  }
}
