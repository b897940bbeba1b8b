package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/** A state disk that takes no more, on a real filesystem: full, or read-only after an error. */
class FullStateDiskTest {
  @TempDir private Path folder;
  private ScratchFilesystem watched;
  private ScratchFilesystem stateDisk;
  private ByteTree tree;
  private Path state;
  private Tidemark tidemark;
  private DaemonProcess daemon;

  @BeforeEach
  void start() throws Exception {
    watched = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4);
    stateDisk = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4, 48);
    tree = watched.tree();
    state = Path.of(stateDisk.path().toString(), "state");
    tidemark = new Tidemark(state);
    startDaemon();
    tidemark.next("c");
  }

  @AfterEach
  void release() throws Exception {
    daemon.killed();
    stateDisk.close();
    watched.close();
  }

  private void startDaemon() throws Exception {
    Path config = folder.resolve("tidemark.conf");
    Files.write(
        config,
        List.of("[journal]", "min-free = 0", "[filesystem data]", "path = " + tree.top()),
        StandardCharsets.ISO_8859_1);
    daemon = DaemonProcess.answering(folder, state, "--config", config.toString());
  }

  /** To the last block. */
  private Path fill() {
    Path ballast = Path.of(stateDisk.path().toString(), "ballast");
    Programs.run("dd", "if=/dev/zero", "of=" + ballast, "bs=1M");
    Programs.run("dd", "if=/dev/zero", "of=" + ballast + "2", "bs=1k");
    return ballast;
  }

  private void makeRoom(Path ballast) throws Exception {
    Files.delete(ballast);
    Files.delete(Path.of(ballast + "2"));
  }

  private void write(String prefix, int count) {
    for (int file = 0; file < count; file++) {
      tree.write(prefix + file, "1");
    }
  }

  private void assertNextHas(String prefix, int count) {
    List<String> next = tidemark.next("c");
    if (next.stream().noneMatch(entry -> entry.startsWith("S " + tree.top() + " "))) {
      for (int file = 0; file < count; file++) {
        assertThat(next).contains("O " + tree.path(prefix + file) + " changed");
      }
    }
  }

  @Test
  void aListThatDoesNotFitIsRefusedAndMadeWhenThereIsRoom() throws Exception {
    write("n".repeat(200), 3000);
    String window = tidemark.open("c", "--snapshot");
    Path ballast = fill();
    Answer refused = tidemark.run("window", "list", window);

    refused.isRefused(8, "window " + window);
    assertThat(refused.out()).doesNotContain("# end");
    makeRoom(ballast);
    assertThat(tidemark.entries(window)).hasSizeGreaterThanOrEqualTo(3000);
    tidemark.commit(window);
    write("after-", 10);
    assertNextHas("after-", 10);
  }

  @Test
  void aWindowThatCannotBeWrittenIsRefusedAndTheNextOneHasEverything() throws Exception {
    write("n".repeat(200), 500);
    Path ballast = fill();
    write("m".repeat(200), 2000);
    Answer refused = tidemark.run("window", "open", "--consumer", "c");

    assertThat(refused.exit()).isEqualTo(8);
    assertThat(refused.complaints()).hasSize(1);
    Eventually.await(
        "status says why",
        () -> tidemark.run("status").out().matches("(?is).*lastError: .*full.*"));
    makeRoom(ballast);
    assertNextHas("m".repeat(200), 2000);
    assertThat(tidemark.run("status", "--check").err()).isEmpty();
  }

  @Test
  void afterAKillOnAFullDiskTheJournalGoesOn() throws Exception {
    write("before-", 100);
    Path ballast = fill();
    write("m".repeat(200), 2000);
    Eventually.await(
        "status says why",
        () -> tidemark.run("status").out().matches("(?is).*lastError: .*full.*"));
    daemon.killed();
    makeRoom(ballast);
    startDaemon();

    assertThat(daemon.errors()).doesNotContain("is damaged");
    assertThat(tidemark.next("c")).anyMatch(entry -> entry.startsWith("S " + tree.top() + " "));
  }

  private void failFilesystem(ScratchFilesystem failing) {
    String name = Path.of(failing.device().orElseThrow()).getFileName().toString();
    Path trigger = Path.of("/sys/fs/ext4", name, "trigger_fs_error");
    assumeTrue(Files.exists(trigger), "this kernel cannot make ext4 fail");
    failing.remount("errors=remount-ro");
    Programs.run("sh", "-c", "echo test > " + trigger).orFail();
  }

  @Test
  void aStateDiskThatBecameReadOnlyIsSaidAndSoItIsAtTheNextStart() throws Exception {
    failFilesystem(stateDisk);
    write("while-read-only-", 10);
    Answer refused = tidemark.run("window", "open", "--consumer", "c");

    assertThat(refused.exit()).as("%s", refused).isEqualTo(8);
    assertThat(refused.complaints()).hasSize(1);
    assertThat(daemon.isAlive()).isTrue();
    daemon.killed();
    try (DaemonProcess again =
        DaemonProcess.start(
            folder, "daemon", "--state", state.toString(), "--watch", tree.top().toString())) {
      again.ended().isRefused(8, state.toString());
    }
    stateDisk.unmount();
    stateDisk.mount();
    startDaemon();
    assertThat(tidemark.next("c")).anyMatch(entry -> entry.startsWith("S " + tree.top() + " "));
  }

  @Test
  void anErrorOfTheWatchedFilesystemIsAGap() {
    failFilesystem(watched);

    assertThat(tidemark.next("c")).contains("S " + tree.top() + " filesystem-error");
  }
}
