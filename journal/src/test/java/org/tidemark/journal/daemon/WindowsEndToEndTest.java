package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;

/** Windows from a write in the tree to the list on stdout, over the real socket. */
class WindowsEndToEndTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  @BeforeEach
  void start() throws Exception {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
    tree = filesystem.tree();
    daemon = new RunningDaemon(folder).watch(tree.top());
    tidemark = daemon.tidemark();
  }

  @AfterEach
  void stop() {
    daemon.close();
    filesystem.close();
  }

  private String changed(String name) {
    return "O " + tree.path(name) + " changed";
  }

  private String removed(String name) {
    return "R " + tree.path(name) + " removed";
  }

  @Test
  void theFirstWindowIsFullWhateverWasAskedFor() {
    assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " full");
    assertThat(tidemark.next("c")).isEmpty();
  }

  @Test
  void aListComesInThreeForms() {
    tidemark.next("c");
    tree.write("odd\n\u00ff", "1");
    String window = tidemark.open("c");
    String path = tree.top().toString();

    assertThat(tidemark.run("window", "list", window).orFail())
        .startsWith("# ")
        .contains("O " + path + "/odd%0A%FF\n")
        .matches("(?s).*\nE \\d+\n");
    assertThat(tidemark.run("window", "list", window, "--format", "nul").orFail())
        .contains("O " + path + "/odd\n\u00ff\0")
        .matches("(?s).*\0E \\d+\0");
    assertThat(tidemark.entries(window)).contains("O " + path + "/odd%0A%FF changed");
  }

  @Test
  void anAbortedWindowListsTheSameChangesAgain() {
    tidemark.next("c");
    tree.write("file", "1");
    String window = tidemark.open("c");
    List<String> first = tidemark.entries(window);
    tidemark.run("window", "abort", window).orFail();

    assertThat(first).contains(changed("file"));
    assertThat(tidemark.entries(tidemark.open("c"))).isEqualTo(first);
  }

  @Test
  void aWindowThatIsNeverClosedMovesNothing() {
    tidemark.next("c");
    tree.write("file", "1");
    tidemark.open("c");
    tree.write("other", "2");

    assertThat(tidemark.next("c")).contains(changed("file"), changed("other"));
  }

  @Test
  void openingAgainWithTheSameKeyGivesTheSameWindowAndList() {
    tidemark.next("c");
    tree.write("file", "1");
    String window = tidemark.open("c", "--key", "job-7");
    List<String> first = tidemark.entries(window);
    tree.write("later", "2");

    assertThat(tidemark.open("c", "--key", "job-7")).isEqualTo(window);
    assertThat(tidemark.entries(window)).isEqualTo(first);
    assertThat(tidemark.open("c", "--key", "job-8")).isNotEqualTo(window);
  }

  @Test
  void whatChangesBetweenOpenAndCommitIsListedNextTime() {
    tidemark.next("c");
    tree.write("file", "1");
    String window = tidemark.open("c");
    tidemark.entries(window);
    tree.write("file", "2");
    tidemark.commit(window);

    assertThat(tidemark.next("c")).contains(changed("file"));
  }

  @Test
  void aRestartOfTheDaemonKeepsAWindowWithItsList() throws Exception {
    tidemark.next("c");
    tree.write("file", "1");
    String window = tidemark.open("c");
    List<String> first = tidemark.entries(window);
    daemon.stop();
    daemon.watch(tree.top());

    assertThat(tidemark.entries(window)).isEqualTo(first).contains(changed("file"));
    tidemark.commit(window);
  }

  @Test
  void twoConsumersAtDifferentPositionsEachGetTheirOwnTruth() {
    tree.write("old", "0");
    tidemark.next("first");
    tree.write("early", "1");
    tidemark.next("second");
    tree.write("late", "2");
    tree.unlink("old");

    assertThat(tidemark.next("first")).contains(changed("early"), changed("late"), removed("old"));
    assertThat(tidemark.next("second"))
        .contains(changed("late"), removed("old"))
        .doesNotContain(changed("early"));
  }

  @Test
  void cumulativeAndIncrementalHaveBasesOfTheirOwn() {
    tidemark.next("c", "--level", "full");
    tree.write("monday", "1");
    assertThat(tidemark.next("c")).contains(changed("monday"));
    tree.write("tuesday", "2");
    assertThat(tidemark.next("c", "--level", "cumulative"))
        .contains(changed("monday"), changed("tuesday"));
    tree.write("wednesday", "3");

    assertThat(tidemark.next("c"))
        .contains(changed("wednesday"))
        .doesNotContain(changed("monday"), changed("tuesday"));
    assertThat(tidemark.next("c", "--level", "cumulative"))
        .contains(changed("monday"), changed("tuesday"), changed("wednesday"));
  }

  @Test
  void aClientThatDiesInTheMiddleOfAListHarmsNobody() throws Exception {
    tidemark.next("c");
    for (int i = 0; i < 3000; i++) {
      tree.write("a-name-that-is-rather-long-so-that-the-list-does-not-fit-a-socket-" + i, "");
    }
    String window = tidemark.open("c");
    for (int client = 0; client < 3; client++) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(daemon.state().resolve("control.sock")));
        String request = "{\"op\":\"window.list\",\"window\":" + window + "}\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        assertThat(channel.read(ByteBuffer.allocate(100))).isPositive();
      }
    }

    assertThat(tidemark.entries(window)).hasSizeGreaterThanOrEqualTo(3000);
    tidemark.commit(window);
  }

  @Test
  void aConsumerProcessKilledWhileListingLosesNothing() throws Exception {
    tidemark.next("c");
    for (int i = 0; i < 3000; i++) {
      tree.write("a-name-that-is-rather-long-so-that-the-list-does-not-fit-a-pipe-" + i, "");
    }
    String window = tidemark.open("c");
    Process client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.tidemark.journal.cli.Main",
                "window",
                "list",
                window,
                "--state",
                daemon.state().toString())
            .start();
    try (InputStream out = client.getInputStream()) {
      assertThat(out.read()).isEqualTo('#');
    } finally {
      client.destroyForcibly().waitFor();
    }

    assertThat(tidemark.entries(window)).hasSizeGreaterThanOrEqualTo(3000);
    tidemark.run("window", "abort", window).orFail();
    assertThat(tidemark.next("c")).hasSizeGreaterThanOrEqualTo(3000);
  }

  @Test
  void aListCutShortIsNoticed() throws Exception {
    tidemark.next("c");
    for (int i = 0; i < 100; i++) {
      tree.write("file" + i, "1");
    }
    String window = tidemark.open("c");
    tidemark.entries(window);
    cutListFile();

    for (String form : List.of("text", "nul", "json")) {
      Answer answer = tidemark.run("window", "list", window, "--format", form);
      answer.isRefused(1, "list");
      assertThat(answer.out()).doesNotContain("E 1").doesNotContain("\"end\"");
    }
    tidemark.run("window", "abort", window).orFail();
    assertThat(tidemark.next("c")).contains(changed("file0"), changed("file99"));
  }

  private void cutListFile() throws Exception {
    try (var files = Files.walk(daemon.state())) {
      List<Path> lists =
          files
              .filter(Files::isRegularFile)
              .filter(file -> daemon.state().relativize(file).toString().matches(".*list.*"))
              .toList();
      assertThat(lists).isNotEmpty();
      for (Path list : lists) {
        try (var channel = Files.newByteChannel(list, StandardOpenOption.WRITE)) {
          channel.truncate(channel.size() / 2);
        }
      }
    }
  }

  @Test
  void changesSinceAPositionIsALookThatMovesNothing() {
    tidemark.next("c");
    tree.write("early", "1");
    String shown = tidemark.run("window", "show", tidemark.open("d")).orFail();
    JsonObject status = tidemark.status();
    String position =
        status.get("journal").getAsString() + ":" + status.get("position").getAsString();
    tree.write("late", "2");

    assertThat(shown).contains(status.get("journal").getAsString());
    Eventually.await(
        "the change is seen", () -> changes("--since", position).contains(changed("late")));
    assertThat(changes("--since", position)).doesNotContain(changed("early"));
    assertThat(changes("--since", "1h")).containsExactly("S " + tree.top() + " new-root");
    assertThat(changes(tree.path("late").toString(), "--since", position))
        .containsExactly(changed("late"));
    assertThat(changes(tree.path("early").toString(), "--since", position)).isEmpty();
    assertThat(tidemark.next("c")).contains(changed("early"), changed("late"));
  }

  private List<String> changes(String... more) {
    List<String> arguments = new ArrayList<>(List.of("changes", "--format", "json"));
    arguments.addAll(List.of(more));
    return Tidemark.entriesOf(tidemark.run(arguments.toArray(String[]::new)));
  }

  @Test
  void aPositionOfAnotherJournalIsRefused() {
    tidemark
        .run("changes", "--since", "00000000000000000000000000000000:5")
        .isRefused(1, "another journal");
  }

  @Test
  void aForgottenConsumerStartsWithAFull() {
    tidemark.next("c");
    tidemark.next("d");
    assertThat(tidemark.run("consumer", "list").orFail()).contains("c").contains("d");

    tidemark.run("consumer", "forget", "c").orFail();

    assertThat(tidemark.run("consumer", "list").orFail()).doesNotContainPattern("(?m)^c\\b");
    assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " full");
    assertThat(tidemark.next("d")).isEmpty();
    assertThat(tidemark.run("consumer", "forget", "nobody").exit()).isNotZero();
  }

  @Test
  void statusNamesSourcesAndGapsAndChecksThem() {
    assertThat(tidemark.run("status").orFail()).contains("fanotify").contains("gaps: none");
    assertThat(tidemark.run("status", "--check")).extracting(Answer::exit).isEqualTo(0);
    JsonObject status = tidemark.status();
    assertThat(status.getAsJsonArray("sources").toString())
        .contains("\"kind\":\"fanotify\",\"place\":\"" + tree.top() + "\"");
    assertThat(status.getAsJsonArray("gaps")).isEmpty();
  }

  @Test
  void anUnmountedRootIsAGapThatStatusCheckFinds() {
    tidemark.next("c");
    filesystem.unmount();

    Eventually.await(
        "the check finds the gap", () -> tidemark.run("status", "--check").exit() == 7);
    tidemark.run("status", "--check").isRefused(7, "gap at " + tree.top() + ": not-mounted");
    assertThat(tidemark.run("status").exit()).isZero();
    assertThat(tidemark.next("c")).contains("S " + tree.top() + " not-mounted");
  }
}
