package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;

/** What keeps a daemon from starting: one clear message each, and the promised exit code. */
class BadInputProcessTest {
  @TempDir private Path folder;

  private Path state;
  private Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    state = folder.resolve("state");
    tree = Files.createDirectory(folder.resolve("tree"));
  }

  private Answer daemon(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("daemon", "--state", state.toString()));
    all.addAll(List.of(arguments));
    try (DaemonProcess process = DaemonProcess.start(folder, all.toArray(String[]::new))) {
      return process.ended();
    }
  }

  private Path config(String text) throws IOException {
    return Files.writeString(folder.resolve("tidemark.conf"), text, StandardCharsets.ISO_8859_1);
  }

  @Test
  void anUnknownOptionIsAUsageError() throws Exception {
    daemon("--wach", tree.toString()).isRefused(2, "--wach");
  }

  @Test
  void anUnknownKeyIsNamedWithItsLine() throws Exception {
    Path file = config("[journal]\nstate = /x\n\n[filesystem a]\npath = /x\nexcldue = *.o\n");

    Answer answer = daemon("--config", file.toString());

    answer.isRefused(3, "configuration");
    assertThat(answer.err()).contains(file + ":6: unknown key 'excldue'");
  }

  @Test
  void allProblemsOfAConfigurationAreReportedAtOnce() throws Exception {
    Path file = config("[filesystem a]\npath = relative\nnested = perhaps\n[what]\n");

    Answer answer = daemon("--config", file.toString());

    answer.isRefused(3, "configuration");
    assertThat(answer.err()).contains("relative", "perhaps", "[what]");
  }

  @Test
  void aConfigurationThatIsAFolderIsNoConfiguration() throws Exception {
    daemon("--config", tree.toString()).isRefused(3, tree.toString());
  }

  @Test
  void aMissingConfigurationIsNamed() throws Exception {
    Path file = folder.resolve("nothing.conf");

    daemon("--config", file.toString()).isRefused(3, file + " does not exist");
  }

  @Test
  void nothingToWatchIsAConfigurationError() throws Exception {
    daemon("--config", config("[journal]\n").toString()).isRefused(3, "nothing to watch");
  }

  @Test
  void aPathThatDoesNotExistIsNamed() throws Exception {
    Path missing = tree.resolve("missing");

    daemon("--watch", missing.toString()).isRefused(3, missing.toString());
    assertThat(Files.exists(state.resolve("journal.db"))).isFalse();
  }

  @Test
  void aFileIsNotATree() throws Exception {
    Path file = Files.writeString(tree.resolve("file"), "1");

    daemon("--watch", file.toString()).isRefused(3, file.toString());
  }

  @Test
  void aPseudoFilesystemIsRefused() throws Exception {
    Answer answer = daemon("--watch", "/proc");

    answer.isRefused(5, "/proc", "proc");
  }

  @Test
  void aNetworkFilesystemIsRefusedWithItsReason() throws Exception {
    assumeTrue(Programs.exists("bindfs"), "bindfs is not installed");
    assumeTrue(Files.exists(Path.of("/dev/fuse")), "there is no /dev/fuse");
    Path mount = Files.createDirectory(folder.resolve("mount"));
    Programs.Result mounted =
        Programs.run("bindfs", "-o", "subtype=sshfs", tree.toString(), mount.toString());
    assumeTrue(mounted.exitCode() == 0, () -> "bindfs cannot mount here: " + mounted.output());
    try {
      String table = Files.readString(Path.of("/proc/self/mountinfo"));
      assumeTrue(
          table.contains(mount + " ") && table.contains("fuse.sshfs"),
          "this bindfs does not take another subtype");

      Answer answer = daemon("--watch", mount.toString());

      answer.isRefused(5, mount.toString(), "fuse.sshfs", "network");
    } finally {
      Eventually.await(
          "the mount is gone", () -> Programs.run("umount", mount.toString()).exitCode() == 0);
    }
  }

  @Test
  void withoutADaemonCommandsSaySo() {
    Tidemark tidemark = new Tidemark(state);

    tidemark.run("status").isRefused(4, state.toString());
    tidemark.run("window", "open", "--consumer", "c").isRefused(4, state.toString());
    tidemark.run("window", "commit", "1").isRefused(4, state.toString());
  }

  @Test
  void aCorruptDatabaseIsRefusedAndLeftAsItIs() throws Exception {
    Files.createDirectory(state);
    Path database = state.resolve("journal.db");
    byte[] nonsense = "this is no database\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    Files.write(database, nonsense);

    daemon("--watch", tree.toString()).isRefused(8, database.toString());

    assertThat(Files.readAllBytes(database)).isEqualTo(nonsense);
  }

  @Test
  void aDatabaseThatWasEmptiedIsANewJournalAndEveryoneNeedsAFull() throws Exception {
    PathBytes root = PathBytes.ofUtf8(tree.toString());
    try (RunningDaemon daemon = new RunningDaemon(folder).watch(root)) {
      String first = daemon.tidemark().status().get("journal").getAsString();
      daemon.tidemark().next("c");
      daemon.stop();
      Files.write(state.resolve("journal.db"), new byte[0]);
      daemon.watch(root);

      assertThat(daemon.tidemark().status().get("journal").getAsString()).isNotEqualTo(first);
      assertThat(daemon.tidemark().next("c")).containsExactly("S " + root + " full");
    }
  }

  @Test
  void aDatabaseOfANewerVersionIsRefusedAndLeftAsItIs() throws Exception {
    try (RunningDaemon once = new RunningDaemon(folder).watch(PathBytes.ofUtf8(tree.toString()))) {
      once.tidemark().next("c");
    }
    Path database = state.resolve("journal.db");
    byte[] newer = Files.readAllBytes(database);
    // PRAGMA user_version lies at offset 60, big endian (https://www.sqlite.org/fileformat2.html).
    newer[60] = 0x7f;
    Files.write(database, newer);
    // They are those of the older one, which would make the newer one a damaged one.
    Files.delete(state.resolve("journal.sums"));

    daemon("--watch", tree.toString()).isRefused(8, database.toString(), "version");

    assertThat(Files.readAllBytes(database)).isEqualTo(newer);
  }

  @Test
  void aStateFolderThatIsAFileIsRefused() throws Exception {
    Files.writeString(state, "in the way");

    daemon("--watch", tree.toString()).isRefused(8, state.toString());

    assertThat(state).hasContent("in the way");
  }

  @Test
  void aStateFolderThatCannotBeWrittenIsRefused() throws Exception {
    state = Path.of("/proc/tidemark-state");

    daemon("--watch", tree.toString()).isRefused(8, state.toString());
  }

  @Test
  void aStateFolderOnAReadOnlyFilesystemIsRefused() throws Exception {
    Files.createDirectory(state);
    Programs.Result mounted =
        Programs.run("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", state.toString());
    assumeTrue(mounted.exitCode() == 0, () -> "mounting is not allowed: " + mounted.output());
    try {
      daemon("--watch", tree.toString()).isRefused(8, state.toString());
    } finally {
      Programs.run("umount", state.toString()).orFail();
    }
  }
}
