package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.testing.Invocation;

class DoctorCommandTest {
  @TempDir private Path temp;
  private Path state;
  private Path config;

  @BeforeEach
  void configuration() throws Exception {
    state = temp.resolve("state");
    config = Files.writeString(temp.resolve("tidemark.conf"), "[journal]\nmin-free = 0\n");
  }

  private Invocation doctor(String... more) {
    List<String> arguments = new ArrayList<>(List.of("doctor"));
    arguments.addAll(List.of("--state", state.toString(), "--config", config.toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void changesNothingAndNeedsNoDaemon() {
    Invocation call = doctor(temp.toString());

    assertThat(call.exit()).as(call.toString()).isZero();
    assertThat(call.out()).contains("yellow  daemon: no daemon answers").contains("in all: 0 red");
    assertThat(state).doesNotExist();
  }

  @Test
  void isOneObjectAsJson() {
    Invocation call = doctor("--json", temp.toString());

    JsonObject report = JsonParser.parseString(call.out()).getAsJsonObject();
    assertThat(report.keySet()).containsExactly("health", "findings");
    assertThat(report.get("health").getAsString()).isEqualTo("yellow");
    for (JsonElement finding : report.getAsJsonArray("findings")) {
      assertThat(finding.getAsJsonObject().keySet())
          .containsExactly("check", "health", "subject", "text", "hint");
      assertThat(finding.getAsJsonObject().get("health").getAsString())
          .isIn("green", "yellow", "red");
    }
  }

  @Test
  void aRedFindingIsExitCode7WithItsHint() {
    Invocation call = doctor(temp.resolve("missing").toString());

    assertThat(call.exit()).isEqualTo(7);
    assertThat(call.out()).contains("red     source: ").contains("-> watch a directory");
  }

  @Test
  void usageAndConfigurationFailAsElsewhere() throws Exception {
    assertThat(doctor("relative").exit()).isEqualTo(2);
    Files.writeString(config, "[journal]\nunknown = 1\n");
    assertThat(doctor().exit()).isEqualTo(3);
  }

  @Test
  void aNameCannotMoveTheCursor() {
    Finding finding = Finding.red("source", "/a\u001b[2J", "gone\nfor good", "");

    assertThat(new DoctorText(false).lines(finding))
        .containsExactly("red     source: /a%1B[2J: gone for good");
    assertThat(new DoctorText(true).lines(finding))
        .containsExactly("\u001b[31mred   \u001b[0m  source: /a%1B[2J: gone for good");
  }

  @Test
  void whatTheDaemonSaysOfItselfIsYellow() {
    JsonObject status =
        JsonParser.parseString(
                "{\"pid\":7,\"gaps\":[{\"path\":\"/a\",\"reason\":\"overflow\"}],\"lastError\":\"e\"}")
            .getAsJsonObject();

    assertThat(DaemonFindings.of(status))
        .extracting(finding -> finding.health() + " " + finding.text())
        .containsExactly(
            "GREEN a daemon answers, process 7",
            "YELLOW gap at /a: overflow",
            "YELLOW last error: e");
  }
}
