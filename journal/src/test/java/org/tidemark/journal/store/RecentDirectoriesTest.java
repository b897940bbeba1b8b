package org.tidemark.journal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.PathBytes;

class RecentDirectoriesTest {
  private static final int MOST = 100;

  private final RecentDirectories recent = new RecentDirectories(MOST);

  private static PathBytes directory(int number) {
    return PathBytes.ofUtf8("/srv/d" + number);
  }

  @Test
  void whatWasUsedAmongTheLastIsRemembered() {
    for (int number = 0; number < 10 * MOST; number++) {
      recent.remember(directory(number), number + 1);
      // Used again and again, so never among the oldest.
      assertThat(recent.idOf(directory(0))).isEqualTo(1);
      int used = Math.max(0, number - MOST / 4);
      assertThat(recent.idOf(directory(used))).isEqualTo(used + 1);
    }
  }

  @Test
  void theOldestAreForgottenSoThatMemoryStaysBounded() {
    for (int number = 0; number < 2 * MOST + 1; number++) {
      recent.remember(directory(number), number + 1);
    }

    assertThat(recent.idOf(directory(0))).isEqualTo(RecentDirectories.UNKNOWN);
    assertThat(recent.idOf(directory(2 * MOST))).isEqualTo(2 * MOST + 1);
  }

  @Test
  void forgettingByNumberReachesBothHalves() {
    recent.remember(directory(0), 7);
    for (int number = 1; number < MOST + 5; number++) {
      recent.remember(directory(number), 1_000 + number);
    }
    assertThat(recent.idOf(directory(0))).isEqualTo(7);

    recent.forget(Set.of(7L));

    assertThat(recent.idOf(directory(0))).isEqualTo(RecentDirectories.UNKNOWN);
    assertThat(recent.idOf(directory(1))).isEqualTo(1_001);
  }

  @Test
  void nothingButTheNewestNumberIsEverGiven() {
    Random random = new Random(20261123);
    Map<Integer, Long> newest = new HashMap<>();
    for (long step = 0; step < 50_000; step++) {
      int number = random.nextInt(3 * MOST);
      if (random.nextInt(200) == 0) {
        Set<Long> gone = newest.containsKey(number) ? Set.of(newest.get(number)) : Set.of();
        recent.forget(gone);
        newest.values().removeAll(gone);
      } else if (random.nextInt(5_000) == 0) {
        recent.forgetAll();
        newest.clear();
      } else if (random.nextBoolean()) {
        recent.remember(directory(number), step);
        newest.put(number, step);
      }
      int asked = random.nextInt(3 * MOST);
      assertThat(recent.idOf(directory(asked)))
          .as("step %d", step)
          .isIn(RecentDirectories.UNKNOWN, newest.getOrDefault(asked, RecentDirectories.UNKNOWN));
    }
  }
}
