package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.TidemarkException;

/** For which states of the daemon's walk a list is held back. */
class GapWaitTest {
  private static boolean await(Duration longest, Deque<String> states) throws TidemarkException {
    return new GapWait(
            () -> {
              JsonObject reconcile = new JsonObject();
              reconcile.addProperty("state", states.size() > 1 ? states.pop() : states.element());
              JsonObject status = new JsonObject();
              status.add("reconcile", reconcile);
              return status;
            },
            longest)
        .await();
  }

  private static Deque<String> states(String... states) {
    return new ArrayDeque<>(List.of(states));
  }

  @Test
  void itLastsUntilTheWalkIsDone() throws TidemarkException {
    Deque<String> states = states("waiting", "walking", "resting", "halted", "idle", "walking");

    assertThat(await(Duration.ofMinutes(1), states)).isTrue();
    assertThat(states).containsExactly("walking");
  }

  @Test
  void whereNothingIsWalkedNothingIsAwaited() throws TidemarkException {
    for (String state : List.of("idle", "off")) {
      assertThat(await(Duration.ZERO, states(state))).isTrue();
    }
  }

  @Test
  void itEndsWithItsTime() throws TidemarkException {
    assertThat(await(Duration.ZERO, states("walking"))).isFalse();
  }
}
