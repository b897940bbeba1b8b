package org.tidemark.netbackup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;
import org.tidemark.netbackup.site.Openv;

/** The commands behind the hooks, as the hooks call them, without a daemon. */
class HookCommandsTest {
  @TempDir Path folder;
  private Path state;

  /** What a command did. */
  private record Answer(int code, String out, String err) {}

  @BeforeEach
  void makeState() throws IOException {
    state = Files.createDirectories(folder.resolve("state"));
  }

  private Answer tidemark(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of("netbackup", command, "--state", "" + state, "--"));
    all.addAll(List.of(arguments));
    return run(all);
  }

  private static Answer run(List<String> all) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(all, out, new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Answer(
        code, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.ISO_8859_1));
  }

  private void install(String policy, String schedule) throws TidemarkException {
    Openv openv = new Openv(folder.resolve("openv"));
    Installations.in(state)
        .save(Installation.of(openv, policy, schedule, Level.INCREMENTAL, "base", "weekly"));
  }

  private String log() throws IOException {
    return Files.readString(state.resolve("netbackup/hooks.log"), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "with blank", "a.b.c", "it's \"big\"", "-n", "caf\u00c3\u00a9"})
  void startFailsWith1AndTheReasonWhateverThePolicyIsCalled(String policy)
      throws TidemarkException, IOException {
    install(policy, "every.night $x");

    Answer answer = tidemark("start", "client", policy, "every.night $x", "FULL");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).contains("no daemon answers");
    assertThat(log()).contains(policy + "/every.night $x: start FULL FAILS: no daemon answers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "client", "client a b", "client a b FULL extra"})
  void startWithAnotherNumberOfArgumentsFails(String arguments) throws IOException {
    Answer answer =
        tidemark("start", arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

    assertThat(answer.code()).isEqualTo(1);
    assertThat(log()).contains("arguments instead of 4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "client a b FULL", "client a b FULL 0", "client a b FULL x", "1 2 3 4 5 6"})
  void endEndsWith0WhateverHappens(String arguments) throws TidemarkException {
    install("a", "b");

    Answer answer = tidemark("end", arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

    assertThat(answer.code()).isZero();
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).isEmpty();
  }

  @Test
  void endEndsWith0AlthoughItsStateIsBroken() throws TidemarkException, IOException {
    install("a", "b");
    Path folderOfRuns =
        Installations.in(state).folder(Installations.in(state).all().get(0).consumer());
    Files.writeString(folderOfRuns.resolve("runs.json"), "{ broken");

    assertThat(tidemark("end", "client", "a", "b", "FULL", "0").code()).isZero();
    assertThat(log()).contains("cannot read");
  }

  @Test
  void startFailsWith1IfItsStateIsBroken() throws TidemarkException, IOException {
    install("a", "b");
    Path folderOfRuns =
        Installations.in(state).folder(Installations.in(state).all().get(0).consumer());
    Files.writeString(folderOfRuns.resolve("installation.json"), "{ broken");

    assertThat(tidemark("start", "client", "a", "b", "FULL").code()).isNotZero();
    assertThat(log()).contains("start FAILS");
  }

  @Test
  void statusShowsWhatIsInstalledWithoutADaemon() throws TidemarkException {
    install("a policy", "b");

    Answer text = run(List.of("netbackup", "status", "--state", "" + state));
    Answer json = run(List.of("netbackup", "status", "--json", "--state", "" + state));

    assertThat(text.code()).isZero();
    assertThat(text.out()).contains("a policy/b incremental", "list: missing", "hooks.log");
    JsonObject report = JsonParser.parseString(json.out()).getAsJsonObject();
    JsonObject only = report.getAsJsonArray("installations").get(0).getAsJsonObject();
    assertThat(only.get("policy").getAsString()).isEqualTo("a policy");
    assertThat(only.get("list").getAsString()).isEqualTo("missing");
    assertThat(only.getAsJsonArray("runs")).isEmpty();
  }

  @Test
  void refreshWithoutADaemonEndsWith4() throws TidemarkException {
    install("a", "b");

    assertThat(run(List.of("netbackup", "refresh", "--state", "" + state)).code()).isEqualTo(4);
  }

  @Test
  void confirmHasNothingToDoWhereNothingWasStarted() throws TidemarkException {
    install("a", "b");

    assertThat(run(List.of("netbackup", "confirm", "--state", "" + state)).code()).isZero();
  }

  @Test
  void aStatusNeedsItsPolicyAndSchedule() {
    Answer answer = run(List.of("netbackup", "confirm", "--state", "" + state, "--status", "0"));

    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("policy");
  }
}
