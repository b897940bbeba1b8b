package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.store.JournalReader;
import org.tidemark.journal.store.SqliteJournalStore;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/**
 * Hazard 12: what was done to a filesystem while nobody could see it, from the deed to the list.
 */
class OutOfSightHazard12Test {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  private void follow(Kind kind) throws Exception {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    daemon = new RunningDaemon(folder);
    tidemark = daemon.tidemark();
    daemon.watch(tree.top());
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
    if (filesystem != null) {
      filesystem.close();
    }
  }

  private void copy(String from, String to) {
    Programs.run("dd", "if=" + from, "of=" + to, "bs=1M", "conv=fsync").orFail();
  }

  private String image() {
    return folder.resolve("image").toString();
  }

  private String device() {
    return filesystem.device().orElseThrow();
  }

  /** Keeps the filesystem as it is now; it is mounted again after that. */
  private void takeImage() {
    filesystem.unmount();
    copy(device(), image());
    filesystem.mount();
  }

  private void restoreImage() {
    filesystem.unmount();
    copy(image(), device());
    filesystem.mount();
  }

  private String gap(String reason) {
    return "S " + tree.top() + " " + reason;
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
  void aFilesystemRolledBackWhileNoDaemonRanIsAGapThatSaysSo(Kind kind) throws Exception {
    follow(kind);
    tree.write("file", "old");
    daemon.stop();
    takeImage();
    daemon.watch(tree.top());
    tidemark.next("c");
    tree.write("file", "new");
    tidemark.next("c");
    daemon.stop();
    restoreImage();

    daemon.watch(tree.top());

    assertThat(tidemark.next("c")).containsExactly(gap("filesystem-rolled-back"));
    assertThat(tidemark.next("c")).isEmpty();
    daemon.stop();
    daemon.watch(tree.top());
    assertThat(tidemark.next("c")).as("told once").containsExactly(gap("daemon-down"));
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
  void aFilesystemRolledBackUnderARunningDaemonIsAGapThatSaysSo(Kind kind) throws Exception {
    follow(kind);
    tree.write("file", "old");
    tidemark.next("c");
    takeImage();
    tidemark.next("c");
    tree.write("file", "new");
    tidemark.next("c");
    daemon.stop();
    daemon.watch(tree.top());
    tidemark.next("c");

    restoreImage();

    assertThat(tidemark.next("c")).containsExactly(gap("filesystem-rolled-back"));
    tree.write("file", "newest");
    assertThat(tidemark.next("c"))
        .contains("O " + tree.path("file") + " changed")
        .noneMatch(entry -> entry.startsWith("S "));
  }

  @Test
  void onlyTheFilesystemThatWentBackIsInDoubt() throws Exception {
    try (ScratchFilesystem other = ScratchFilesystem.create(Kind.TMPFS)) {
      follow(Kind.EXT4);
      daemon.stop();
      daemon.watch(tree.top(), other.path());
      tree.write("file", "old");
      tidemark.next("c");
      takeImage();
      tree.write("file", "new");
      tidemark.next("c");
      daemon.stop();
      restoreImage();

      daemon.watch(tree.top(), other.path());

      assertThat(tidemark.next("c"))
          .containsExactlyInAnyOrder(
              gap("filesystem-rolled-back"), "S " + other.path() + " daemon-down");
    }
  }

  @Test
  void namesThatWereRemovedReplacedAndWrittenMeanwhileAreNoRollBack() throws Exception {
    follow(Kind.EXT4);
    for (String name : List.of("removed", "replaced", "written", "moved")) {
      tree.write(name, "1");
    }
    tidemark.next("c");
    daemon.stop();
    tree.unlink("removed");
    tree.write("another", "2");
    tree.rename("another", "replaced");
    tree.write("written", "2");
    tree.rename("moved", "elsewhere");
    filesystem.unmount();
    filesystem.mount();

    daemon.watch(tree.top());

    assertThat(tidemark.next("c")).containsExactly(gap("daemon-down"));
  }

  @Test
  void anExt4ThatWasMountedElsewhereMeanwhileIsAGapThatSaysSo() throws Exception {
    follow(Kind.EXT4);
    tree.write("file", "1");
    tidemark.next("c");
    daemon.stop();
    filesystem.unmount();
    filesystem.mount();
    tree.write("file", "2");
    filesystem.unmount();
    filesystem.mount();

    daemon.watch(tree.top());

    assertThat(tidemark.next("c")).containsExactly(gap("changed-offline"));
  }

  @Test
  void anExt4ThatWasRepairedMeanwhileIsAGapThatSaysSo() throws Exception {
    follow(Kind.EXT4);
    tree.write("file", "1");
    tidemark.next("c");
    filesystem.unmount();
    // As a whole check leaves it, but within the same second.
    Programs.run("tune2fs", "-T", "20380101", device()).orFail();
    filesystem.mount();

    assertThat(tidemark.next("c")).containsExactly(gap("changed-offline"));
  }

  @Test
  void mountingAgainAndAgainUnderARunningDaemonIsNothingThatItDoesNotKnow() throws Exception {
    follow(Kind.EXT4);
    tree.write("file", "1");
    tidemark.next("c");
    for (int round = 0; round < 3; round++) {
      filesystem.unmount();
      filesystem.mount();
      assertThat(tidemark.next("c"))
          .hasSize(1)
          .allMatch(entry -> entry.startsWith("S " + tree.top()))
          .noneMatch(entry -> entry.endsWith("changed-offline"));
    }
  }

  /** A machine that lost its power: the boot is another, the run folder is empty. */
  private void reboot() throws Exception {
    String database = daemon.state().resolve("journal.db").toString();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE journal SET boot_id = 'before', clean_stop = 0");
      statement.executeUpdate("UPDATE filesystem SET boot_id = 'before'");
    }
    Programs.run("rm", "-r", folder.resolve("run").toString()).orFail();
  }

  private List<String> changedAfter(long sequence) throws Exception {
    List<String> paths = new ArrayList<>();
    try (SqliteJournalStore store =
            SqliteJournalStore.open(daemon.state(), folder.resolve("elsewhere"));
        JournalReader reader = store.openReader()) {
      reader.changesAfter(
          sequence,
          (directory, name, at, bits, created, subtree, contents, why, handle) ->
              paths.add(directory.child(name).toString()));
    }
    return paths;
  }

  @Test
  void whatMayNotHaveReachedTheDiskBeforeAPowerLossCountsAsChangedAgain() throws Exception {
    follow(Kind.EXT4);
    tree.write("file", "old");
    tidemark.next("c");
    takeImage();
    tidemark.next("c");
    tree.write("file", "new, and backed up");
    tidemark.next("c");
    long base = tidemark.status().get("position").getAsLong();
    daemon.stop();
    restoreImage();
    reboot();

    daemon.watch(tree.top());

    // The file has its old content and its old times: no walk by time would find it.
    assertThat(tidemark.next("c")).containsExactly(gap("unclean-stop"));
    daemon.stop();
    assertThat(changedAfter(base)).contains(tree.path("file").toString());
  }
}
