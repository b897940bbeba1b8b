package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;

/** The daemon as a process: how it starts, is stopped, is killed, and comes back. */
class DaemonProcessTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private Path state;
  private Tidemark tidemark;
  private DaemonProcess daemon;

  @BeforeEach
  void mount() {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
    tree = filesystem.tree();
    state = folder.resolve("state");
    tidemark = new Tidemark(state);
  }

  @AfterEach
  void end() {
    if (daemon != null) {
      daemon.close();
    }
    filesystem.close();
  }

  private void start() throws Exception {
    daemon = DaemonProcess.answering(folder, state, "--watch", tree.top().toString());
  }

  @Test
  void aStopIsCleanAndWhatChangedMeanwhileIsInTheNextWindow() throws Exception {
    start();
    tidemark.next("c");
    tree.write("before", "1");

    Answer stopped = daemon.terminated();

    assertThat(stopped.exit()).isIn(0, 143);
    assertThat(stopped.complaints()).isEmpty();
    assertThat(tidemark.run("status").exit()).isEqualTo(4);

    tree.write("meanwhile", "2");
    start();
    tree.write("after", "3");

    assertThat(tidemark.next("c")).contains("S " + tree.top() + " daemon-down");
    assertThat(tidemark.next("c")).isEmpty();
  }

  @Test
  void aKilledDaemonSaysSoAtItsNextStart() throws Exception {
    start();
    tidemark.next("c");
    tree.write("before", "1");

    daemon.killed();
    tree.write("meanwhile", "2");
    start();

    assertThat(tidemark.next("c")).contains("S " + tree.top() + " unclean-stop");
    assertThat(tidemark.next("c")).isEmpty();
  }

  @Test
  void aWindowSurvivesTheDeathOfTheDaemon() throws Exception {
    start();
    tidemark.next("c");
    tree.write("file", "1");
    String window = tidemark.open("c");

    daemon.killed();
    start();

    assertThat(tidemark.entries(window)).contains("O " + tree.path("file") + " changed");
    tidemark.commit(window);
    assertThat(tidemark.next("c")).contains("S " + tree.top() + " unclean-stop");
  }

  @Test
  void aSecondDaemonOfOneStateIsRefusedAndTheFirstGoesOn() throws Exception {
    start();
    tidemark.next("c");

    try (DaemonProcess second =
        DaemonProcess.start(
            folder, "daemon", "--state", state.toString(), "--watch", tree.top().toString())) {
      second.ended().isRefused(8, "in use by process " + daemon.process().pid());
    }

    tree.write("file", "1");
    assertThat(tidemark.next("c"))
        .contains("O " + tree.path("file") + " changed")
        .noneMatch(entry -> entry.startsWith("S "));
    daemon.terminated();
    start();
    assertThat(tidemark.next("c")).contains("S " + tree.top() + " daemon-down");
  }

  @Test
  void twoDaemonsWithStatesOfTheirOwnRunSideBySide() throws Exception {
    start();
    tidemark.next("c");
    Path otherState = folder.resolve("other");
    try (DaemonProcess other =
        DaemonProcess.answering(folder, otherState, "--watch", tree.top().toString())) {
      Tidemark theOther = new Tidemark(otherState);
      theOther.next("c");
      tree.write("file", "1");

      assertThat(theOther.next("c")).contains("O " + tree.path("file") + " changed");
      assertThat(other.terminated().exit()).isIn(0, 143);
    }
    assertThat(tidemark.next("c")).contains("O " + tree.path("file") + " changed");
    assertThat(daemon.isAlive()).isTrue();
  }
}
