package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/** What happens to a daemon while it runs: it says so, goes on, and the next window has it all. */
class LivingThroughTroubleTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ScratchFilesystem stateDisk;
  private ByteTree tree;
  private RunningDaemon daemon;

  @BeforeEach
  void mount() {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
    tree = filesystem.tree();
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
    if (stateDisk != null) {
      stateDisk.close();
    }
    filesystem.close();
  }

  private Tidemark onSmallStateDisk(String... journalLines) throws Exception {
    stateDisk = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS, 24);
    daemon = new RunningDaemon(folder, Path.of(stateDisk.path().toString(), "state"));
    daemon.configured(
        "[journal]",
        "min-free = 0",
        String.join("\n", journalLines),
        "[filesystem data]",
        "path = " + tree.top());
    return daemon.tidemark();
  }

  private Path fillStateDisk() {
    Path ballast = Path.of(stateDisk.path().toString(), "ballast");
    Programs.Result filled = Programs.run("dd", "if=/dev/zero", "of=" + ballast, "bs=64k");
    assertThat(filled.output()).contains("No space left on device");
    return ballast;
  }

  private void writeMany(String directory, int count) {
    tree.mkdir(directory);
    for (int i = 0; i < count; i++) {
      tree.write(directory + "/" + "n".repeat(200) + i, "");
    }
  }

  @Test
  void aFullStateDiskIsToldAndWhatChangedMeanwhileIsInTheNextWindow() throws Exception {
    Tidemark tidemark = onSmallStateDisk();
    tidemark.next("c");
    Path ballast = fillStateDisk();
    writeMany("d", 4000);

    Eventually.await(
        "status shows the full disk",
        () -> tidemark.run("status").out().matches("(?is).*lastError: [^\n]*full.*"));
    Answer refused = tidemark.run("window", "open", "--consumer", "c");
    assertThat(refused.exit()).isIn(1, 8);
    assertThat(refused.complaints()).singleElement().asString().containsIgnoringCase("full");
    assertThat(refused.err()).contains("free space");
    assertThat(tidemark.run("status", "--check").exit()).isEqualTo(7);

    Files.delete(ballast);
    List<String> next = tidemark.next("c");
    assertThat(next).contains("O " + tree.path("d") + " changed");
    for (int i = 0; i < 4000; i++) {
      assertThat(next).contains("O " + tree.path("d/" + "n".repeat(200) + i) + " changed");
    }
    assertThat(tidemark.run("status", "--check").err()).isEmpty();
  }

  @Test
  void aFullStateDiskWithLittleMemoryCollapsesWhatWaitsHazard22() throws Exception {
    Tidemark tidemark = onSmallStateDisk("memory-limit = 1M");
    tidemark.next("c");
    Path ballast = fillStateDisk();
    writeMany("d", 8000);
    Eventually.await(
        "status shows the full disk",
        () -> tidemark.run("status").out().matches("(?is).*lastError: [^\n]*full.*"));

    Files.delete(ballast);
    List<String> next = tidemark.next("c");

    boolean whole = next.stream().anyMatch(entry -> entry.startsWith("S " + tree.top() + " "));
    boolean folded =
        next.stream().anyMatch(entry -> entry.matches("[CS] \\Q" + tree.path("d") + "\\E .*"));
    assertThat(whole || folded).as("%s", next.subList(0, Math.min(5, next.size()))).isTrue();
    tree.write("after", "1");
    assertThat(tidemark.next("c")).contains("O " + tree.path("after") + " changed");
  }

  @Test
  void aStopThatCannotWriteWhatItHoldsIsNoCleanStop() throws Exception {
    Tidemark tidemark = onSmallStateDisk();
    tidemark.next("c");
    Path ballast = fillStateDisk();
    writeMany("d", 4000);
    daemon.stop();
    Files.delete(ballast);
    daemon.configured("[filesystem data]", "path = " + tree.top());

    assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " unclean-stop");
  }

  @Test
  void aCommitThatCannotBeWrittenMovesNothing() throws Exception {
    Tidemark tidemark = onSmallStateDisk();
    tidemark.next("c");
    tree.write("file", "1");
    String window = tidemark.open("c");
    tidemark.entries(window);
    Path ballast = fillStateDisk();
    writeMany("d", 4000);
    Eventually.await(
        "status shows the full disk",
        () -> tidemark.run("status").out().matches("(?is).*lastError: [^\n]*full.*"));

    Answer commit = tidemark.run("window", "commit", window);
    Files.delete(ballast);

    boolean committed = commit.exit() == 0;
    assertThat(commit.exit()).isIn(0, 1, 8);
    assertThat(commit.complaints()).hasSize(committed ? 0 : 1);
    List<String> next = tidemark.next("c");
    assertThat(next).contains("O " + tree.path("d") + " changed").hasSizeGreaterThan(4000);
    assertThat(next.contains("O " + tree.path("file") + " changed")).isEqualTo(!committed);
  }

  @Test
  void aDaemonDoesNotStartOnAFullStateDisk() throws Exception {
    onSmallStateDisk().next("c");
    daemon.stop();
    Path ballast = fillStateDisk();

    try (DaemonProcess process =
        DaemonProcess.start(
            folder,
            "daemon",
            "--state",
            daemon.state().toString(),
            "--watch",
            tree.top().toString())) {
      process.ended().isRefused(8, daemon.state().toString());
    }

    Files.delete(ballast);
    daemon.watch(tree.top());
    assertThat(daemon.tidemark().next("c")).contains("S " + tree.top() + " daemon-down");
  }

  @Test
  void hostileLinesOnTheSocketHarmNobody() throws Exception {
    daemon = new RunningDaemon(folder).watch(tree.top());
    Tidemark tidemark = daemon.tidemark();
    tidemark.next("c");
    tree.write("file", "1");

    for (String line :
        List.of(
            "\n",
            "\0\u00ff\n",
            "{\"op\":\"window.commit\",\"window\":-1}\n",
            "{\"op\":\"window.open\",\"consumer\":\"../../x\",\"level\":\"full\"}\n",
            "[".repeat(60_000) + "\n")) {
      assertThat(answerTo(line)).startsWith("{\"error\":").endsWith("\n");
    }
    sendTooMuch();

    assertThat(tidemark.run("consumer", "list").orFail()).doesNotContain("..");
    assertThat(tidemark.next("c")).contains("O " + tree.path("file") + " changed");
  }

  private SocketChannel connected() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(daemon.state().resolve("control.sock")));
    return channel;
  }

  /** Everything that the daemon says to a line. */
  private String answerTo(String line) throws IOException {
    try (SocketChannel channel = connected()) {
      ByteBuffer out = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      ByteBuffer in = ByteBuffer.allocate(10_000);
      while (channel.read(in) >= 0) {
        assertThat(in.hasRemaining()).isTrue();
      }
      return new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
    }
  }

  /** A request without an end is cut off by the daemon. */
  private void sendTooMuch() throws IOException {
    try (SocketChannel channel = connected()) {
      byte[] piece = "x".repeat(10_000).getBytes(StandardCharsets.ISO_8859_1);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  channel.write(ByteBuffer.wrap(piece));
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void badCommandsAreRefusedEachWithOneMessageAndMoveNothing() throws Exception {
    daemon = new RunningDaemon(folder).watch(tree.top());
    Tidemark tidemark = daemon.tidemark();
    tidemark.next("c");
    tree.write("file", "1");

    tidemark.run("window", "open", "--consumer", "a b").isRefused(2, "a b");
    tidemark.run("window", "open", "--consumer", "c", "--level", "most").isRefused(2, "most");
    tidemark.run("window", "open", "--consumer", "c", "--path", "x").isRefused(2, "x");
    tidemark
        .run("window", "open", "--consumer", "n", "--path", "/nowhere")
        .isRefused(5, "/nowhere");
    tidemark.run("window", "list", "4711").isRefused(1, "4711");
    tidemark.run("window", "commit", "4711").isRefused(1, "4711");
    tidemark.run("window", "abort", "x").isRefused(2, "x");
    tidemark.run("changes", "--since", "soon").isRefused(2, "soon");
    tidemark.run("window", "list", "1", "--format", "xml").isRefused(2, "xml");

    assertThat(tidemark.next("c")).contains("O " + tree.path("file") + " changed");
  }

  @Test
  void aWatchedPathMayHaveAnyBytes() throws Exception {
    tree.mkdir("\u00ff\n odd");
    PathBytes root = tree.path("\u00ff\n odd");
    daemon = new RunningDaemon(folder).watch(root);
    Tidemark tidemark = daemon.tidemark();

    assertThat(tidemark.next("c")).containsExactly("S " + root + " full");
    tree.write("\u00ff\n odd/file", "1");
    tree.write("outside", "1");
    assertThat(tidemark.next("c"))
        .contains("O " + root + "/file changed")
        .noneMatch(entry -> entry.contains("outside"));
    daemon.stop();
    daemon.watch(root);
    assertThat(tidemark.next("c")).containsExactly("S " + root + " daemon-down");
    assertThat(tidemark.run("status").orFail()).contains(root.toString());
  }
}
