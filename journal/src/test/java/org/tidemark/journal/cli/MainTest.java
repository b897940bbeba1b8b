package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.control.ControlServer;
import org.tidemark.journal.control.FakeDaemon;
import org.tidemark.journal.control.FakeWindowService;
import org.tidemark.journal.model.Entry;
import org.tidemark.journal.model.EntryKind;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.testing.Invocation;

/** The whole way from arguments to output, with a real socket and fake windows behind it. */
class MainTest {
  @TempDir Path state;

  private FakeWindowService windows;
  private final FakeDaemon daemon = new FakeDaemon();
  private ControlServer server;

  @BeforeEach
  void start() throws Exception {
    windows = new FakeWindowService(state);
    server = ControlServer.start(state, state.resolve("run"), windows, daemon);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Invocation tidemark(String... arguments) {
    return Invocation.of(withState(arguments).toArray(String[]::new));
  }

  private List<String> withState(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--state");
    all.add(state.toString());
    return all;
  }

  private void listNames() {
    windows.list(Entry.object(PathBytes.ofLatin1("/srv/a\n\u00ff %"), 1, 0));
    windows.list(Entry.of(EntryKind.REMOVED, PathBytes.ofLatin1("/srv/gone"), Reason.REMOVED));
    windows.list(
        Entry.of(EntryKind.SUBTREE, PathBytes.ofLatin1("/srv/sub"), Reason.QUEUE_OVERFLOW));
  }

  @Test
  void windowOpenPrintsTheIdAlone() {
    Invocation call = tidemark("window", "open", "--consumer", "c");

    assertThat(call).isEqualTo(new Invocation(0, "1\n", ""));
  }

  @Test
  void windowOpenHandsOverWhatWasAskedFor() {
    Invocation call =
        tidemark(
            "window",
            "open",
            "--consumer",
            "bacula:j",
            "--level",
            "Cumulative",
            "--key",
            "\"k\u00ff\"",
            "--path",
            "/srv/\u00e9\n",
            "--path=/b",
            "--snapshot");

    assertThat(call.err()).isEmpty();
    assertThat(windows.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.consumer()).hasToString("bacula:j");
              assertThat(request.level()).hasToString("CUMULATIVE");
              assertThat(request.key()).isEqualTo("\"k\u00ff\"");
              assertThat(request.paths())
                  .containsExactly(PathBytes.ofLatin1("/srv/\u00e9\n"), PathBytes.ofLatin1("/b"));
              assertThat(request.snapshot()).isTrue();
              assertThat(request.presentFrom()).isNull();
            });
  }

  @Test
  void aListComesInEachForm() {
    listNames();
    tidemark("window", "open", "--consumer", "c");

    assertThat(tidemark("window", "list", "1").out())
        .startsWith("# ")
        .endsWith("\nO /srv/a%0A%FF%20%25\nR /srv/gone\nS /srv/sub\nE 3\n");
    assertThat(tidemark("window", "list", "1", "--format", "nul"))
        .isEqualTo(new Invocation(0, "O /srv/a\n\u00ff %\0R /srv/gone\0S /srv/sub\0E 3\0", ""));
    assertThat(tidemark("window", "list", "1", "--format=json").out().lines().toList())
        .last()
        .isEqualTo("{\"end\":3}");
    assertThat(tidemark("window", "list", "1", "--summary").out())
        .contains("subtree 1")
        .contains("queue-overflow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "nul", "json"})
  void aListCutShortFailsAndHasNoEndRecord(String form) {
    listNames();
    windows.cutListsShort();
    tidemark("window", "open", "--consumer", "c");

    Invocation call = tidemark("window", "list", "1", "--format", form);

    assertThat(call.exit()).isEqualTo(1);
    assertThat(call.err()).contains("cut short after 3 entries");
    assertThat(call.out()).doesNotContain("E 3").doesNotContain("\"end\":3");
  }

  @Test
  void aSummaryOfAListCutShortIsNotPrinted() {
    listNames();
    windows.cutListsShort();
    tidemark("window", "open", "--consumer", "c");

    Invocation call = tidemark("window", "list", "1", "--summary");

    assertThat(call.exit()).isEqualTo(1);
    assertThat(call.out()).isEmpty();
  }

  @Test
  void windowsAreCommittedAbortedAndShown() {
    tidemark("window", "open", "--consumer", "c", "--key", "a\nb");

    assertThat(tidemark("window", "commit", "1")).isEqualTo(new Invocation(0, "", ""));
    assertThat(tidemark("window", "show", "1").out())
        .contains("state committed\n")
        .contains("key a%0Ab\n")
        .contains("end " + FakeDaemon.JOURNAL + ":40\n");
    assertThat(tidemark("window", "abort", "1").exit()).isZero();
    assertThat(tidemark("window", "show").out())
        .startsWith("1  aborted  full  c  0..40")
        .hasLineCount(1);
  }

  @Test
  void whatDoesNotExistIsSaid() {
    assertThat(tidemark("window", "show", "9").exit()).isEqualTo(1);
    assertThat(tidemark("window", "show", "9").err()).contains("there is no window 9");
    assertThat(tidemark("consumer", "forget", "nobody").exit()).isEqualTo(1);
    assertThat(tidemark("consumer", "forget", "nobody").err()).contains("no consumer nobody");
  }

  @Test
  void anErrorOfTheDaemonKeepsItsCodeAndHint() {
    Invocation call = tidemark("window", "commit", "9");

    assertThat(call).isEqualTo(new Invocation(5, "", "tidemark: no window 9\n  Open one first.\n"));
  }

  @Test
  void changesAreLookedAtWithoutAWindow() {
    listNames();

    Invocation call =
        tidemark("changes", "/srv", "--since", FakeDaemon.JOURNAL + ":20", "--format", "nul");

    assertThat(call.exit()).isZero();
    assertThat(call.out()).endsWith("E 3\0");
    assertThat(windows.changesAsked()).isEqualTo("[/srv] after 20");
    assertThat(tidemark("changes", "--since", "@30").exit()).isZero();
    assertThat(windows.changesAsked()).isEqualTo("[] after 30");
    assertThat(tidemark("changes", "--since", "@3").exit()).isEqualTo(1);
  }

  @Test
  void consumersAreListedInTextForm() {
    assertThat(tidemark("consumer", "list").out())
        .isEqualTo(
            "rsync:mail  full "
                + FakeDaemon.JOURNAL
                + ":7  incremental none  moved 1970-01-01T00:00:05Z  stale  path /srv/%FF%0A\n");
    assertThat(tidemark("consumer", "forget", "rsync:mail")).isEqualTo(new Invocation(0, "", ""));
  }

  private static JsonObject healthy() {
    JsonObject status = new JsonObject();
    status.addProperty("journal", FakeDaemon.JOURNAL);
    status.addProperty("lastError", "");
    status.add("gaps", new JsonArray());
    status.add("consumers", new JsonArray());
    return status;
  }

  @Test
  void aHealthyDaemonPassesTheCheck() {
    daemon.says(healthy());

    assertThat(tidemark("status", "--check").exit()).isZero();
    assertThat(tidemark("status").out())
        .contains("journal: " + FakeDaemon.JOURNAL + "\n")
        .contains("gaps: none\n");
  }

  @Test
  void statusIsZeroForWhatTheCheckFinds() {
    JsonObject status = healthy();
    JsonObject gap = new JsonObject();
    gap.addProperty("path", "/srv/%0A");
    gap.addProperty("reason", "queue-overflow");
    gap.addProperty("since", 5000);
    status.getAsJsonArray("gaps").add(gap);
    daemon.says(status);

    assertThat(tidemark("status").exit()).isZero();
    assertThat(tidemark("status").out())
        .contains("  path=/srv/%0A  reason=queue-overflow  since=1970-01-01T00:00:05Z\n");
    assertThat(tidemark("status", "--check").exit()).isEqualTo(7);
    assertThat(tidemark("status", "--check").err())
        .isEqualTo("tidemark: gap at /srv/%0A: queue-overflow\n");
  }

  @Test
  void staleConsumersAndErrorsAreFound() {
    JsonObject status = healthy();
    status.remove("consumers");
    status.addProperty("lastError", "the disk is full");
    daemon.says(status);

    Invocation call = tidemark("status", "--check", "--json");

    assertThat(call.exit()).isEqualTo(7);
    assertThat(call.err()).contains("rsync:mail is stale").contains("the disk is full");
    assertThat(JsonParser.parseString(call.out()).getAsJsonObject().has("windows")).isTrue();
    assertThat(call.out()).hasLineCount(1);
  }

  @Test
  void aDaemonThatKeepsNoJournalFailsStatus() {
    JsonObject status = healthy();
    status.addProperty("recording", false);
    status.addProperty("lastError", "the disk is full");
    daemon.says(status);

    assertThat(tidemark("status").exit()).isEqualTo(1);
  }

  @Test
  void outputThatNobodyTakesIsAFailure() {
    listNames();
    tidemark("window", "open", "--consumer", "c");
    for (String command : List.of("list", "show", "--help")) {
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      List<String> arguments =
          command.equals("--help") ? List.of("--help") : withState("window", command, "1");

      int exit =
          Main.run(arguments, new ClosedPipe(), new PrintStream(err, true, StandardCharsets.UTF_8));

      assertThat(exit).as(command).isEqualTo(1);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .isEqualTo("tidemark: cannot write to the standard output: Broken pipe\n");
    }
  }

  /** What is left of a pipe when its reader is gone. */
  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "status --version", "window open -V"})
  void theVersionIsSaidEverywhere(String command) {
    Invocation call = Invocation.of(command.split(" "));

    assertThat(call.exit()).isZero();
    assertThat(call.out()).startsWith("tidemark ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "daemon",
        "status",
        "doctor",
        "changes",
        "window",
        "window open",
        "window list",
        "window commit",
        "window abort",
        "window show",
        "consumer",
        "consumer list",
        "consumer forget"
      })
  void everyHelpTextEndsWithTheExitCodes(String command) {
    String[] arguments = (command + " --help").strip().split(" ");

    Invocation call = Invocation.of(arguments);

    assertThat(call.exit()).isZero();
    assertThat(call.out()).contains("Exit codes:").contains("  4   no daemon answers");
    assertThat(call.out().lines().toList()).last().asString().startsWith("  8   ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "daemon",
        "status",
        "changes",
        "window open",
        "window list",
        "window commit",
        "window abort",
        "window show",
        "consumer list",
        "consumer forget"
      })
  void everyCommandTakesStateAndConfig(String command) {
    assertThat(Invocation.of((command + " --help").split(" ")).out())
        .contains("--state=DIR")
        .contains("--config=FILE");
  }
}
