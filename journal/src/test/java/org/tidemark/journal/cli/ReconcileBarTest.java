package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconcileBarTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private static JsonObject status(String state) {
    JsonObject reconcile = new JsonObject();
    reconcile.addProperty("state", state);
    JsonObject status = new JsonObject();
    status.add("reconcile", reconcile);
    return status;
  }

  @Test
  void waitsUntilNothingIsReconciledAnyMore() throws Exception {
    Deque<JsonObject> states =
        new ArrayDeque<>(List.of(status("waiting"), status("walking"), status("idle")));
    ReconcileBar bar =
        new ReconcileBar(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
    assertThat(bar.follow(states::pop)).isEqualTo(status("idle"));
    assertThat(shown.toByteArray()).isEmpty();
  }

  @Test
  void onATerminalEachLineTakesThePlaceOfTheOneBeforeAndTheLastIsTakenAway() throws Exception {
    JsonObject walking = status("walking");
    walking.getAsJsonObject("reconcile").addProperty("path", "/srv\n");
    walking.getAsJsonObject("reconcile").addProperty("directories", 1);
    walking.getAsJsonObject("reconcile").addProperty("changes", 2);
    Deque<JsonObject> states = new ArrayDeque<>(List.of(status("waiting"), walking, status("off")));
    ReconcileBar bar = new ReconcileBar(new PrintStream(shown, true, StandardCharsets.UTF_8), true);
    assertThat(bar.follow(states::pop)).isEqualTo(status("off"));
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .startsWith("\rreconcile: waiting\033[K\rreconcile: walking 1 directories, 2 changes /srv")
        .endsWith("\033[K\r\033[K");
  }

  @Test
  void showsHowFarItIs() {
    JsonObject walking = status("walking").getAsJsonObject("reconcile");
    walking.addProperty("path", "/srv/mail");
    walking.addProperty("directories", 12_345);
    walking.addProperty("changes", 7);
    walking.addProperty("percent", 50);
    assertThat(ReconcileBar.line(walking))
        .isEqualTo(
            "[###############...............] 50 % reconcile: walking 12,345 directories,"
                + " 7 changes /srv/mail");
  }
}
