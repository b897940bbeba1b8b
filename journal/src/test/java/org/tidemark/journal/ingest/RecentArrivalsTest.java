package org.tidemark.journal.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.PathBytes;

/** Hazard 4: a name that was looked for where its directory was no more. */
class RecentArrivalsTest {
  private final RecentArrivals recent = new RecentArrivals();

  private static PathBytes path(String text) {
    return PathBytes.ofUtf8(text);
  }

  private void batches(int count) {
    for (int batch = 0; batch < count; batch++) {
      recent.endBatch();
    }
  }

  @Test
  void aDirectoryAndAllAboveItAreKnown() {
    recent.add(path("/data/a/b"));

    assertThat(recent.anyUnder(path("/data/a/b"))).isTrue();
    assertThat(recent.anyUnder(path("/data/a"))).isTrue();
    assertThat(recent.anyUnder(path("/data/a/b/c"))).isFalse();
    assertThat(recent.anyUnder(path("/data/a/bb"))).isFalse();
    assertThat(recent.anyUnder(path("/data/a-"))).isFalse();
  }

  @Test
  void itIsForgottenAfterAWhile() {
    recent.add(path("/data/a"));
    batches(200);
    assertThat(recent.anyUnder(path("/data"))).isTrue();

    batches(200);

    assertThat(recent.anyUnder(path("/data"))).isFalse();
  }

  @Test
  void itIsKeptForAsLongAgainIfNamesComeAgain() {
    recent.add(path("/data/a"));
    batches(200);
    recent.add(path("/data/a"));
    batches(200);

    assertThat(recent.anyUnder(path("/data/a"))).isTrue();
  }

  @Test
  void moreThanThereIsRoomForMeansAllOfThemForAsLong() {
    for (int directory = 0; directory <= 20_000; directory++) {
      recent.add(path("/data/" + directory));
    }

    assertThat(recent.anyUnder(path("/data/never"))).isTrue();
    batches(300);
    assertThat(recent.anyUnder(path("/data/never"))).isFalse();
  }
}
