package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hazard 24: reading a long list takes neither heap nor a lasting hold on the WAL. */
class Hazard24ReadingTest {
  private static final int UNWANTED = 200_000;
  private static final int ROWS = 40_000;

  @TempDir Path scratch;

  @Test
  void sortedRowsSpillToTheStateDiskAndAreVisitedOneByOne() throws Exception {
    try (StoreFixture fixture = new StoreFixture(scratch)) {
      fixture.open();
      fixture.fill("/a", UNWANTED);
      long base = fixture.store.lastSequence();
      fixture.fill("/a/" + "long".repeat(60), ROWS);
      int[] seen = {0};
      long[] spilled = {0};
      try (JournalReader reader = fixture.store.openReader()) {
        reader.changesAfter(
            base,
            (directory, name, sequence, bits, created, subtree, contents, reason, handle) -> {
              if (seen[0]++ == 0) {
                spilled[0] = openFilesUnder(fixture.state.resolve("tmp"));
              }
            });
      }
      assertThat(seen[0]).isEqualTo(ROWS);
      assertThat(spilled[0]).isPositive();
    }
  }

  /** SQLite unlinks its sort files at once, so only the descriptors show them. */
  private static long openFilesUnder(Path folder) {
    return ProcessFiles.open().stream().filter(file -> file.startsWith(folder + "/etilqs")).count();
  }

  @Test
  void theWalIsUsedAgainAfterAReadHasEnded() throws Exception {
    try (StoreFixture fixture = new StoreFixture(scratch)) {
      fixture.open();
      fixture.fill("/d", 1_000);
      try (JournalReader reader = fixture.store.openReader()) {
        reader.changesAfter(0, (d, n, s, b, c, t, o, r, h) -> {});
        // Each round rewrites more than a megabyte, 16 MiB are copied back at a time.
        for (int round = 0; round < 30; round++) {
          fixture.fill("/d-" + round % 3, 10_000);
        }
        assertThat(reader.size().walBytes()).isBetween(1L, 24L << 20);
      }
    }
  }
}
