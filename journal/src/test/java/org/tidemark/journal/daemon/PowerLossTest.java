package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.ScratchFilesystem;

/** A disk that loses its power: EIO from then on, and without what was not synced afterwards. */
class PowerLossTest {
  @TempDir private Path folder;
  private ScratchFilesystem watched;
  private ScratchFilesystem stateDisk;
  private DaemonProcess daemon;
  private ByteTree tree;
  private Path state;
  private Tidemark tidemark;

  @AfterEach
  void release() throws Exception {
    if (daemon != null) {
      daemon.killed();
    }
    if (stateDisk != null) {
      stateDisk.close();
    }
    if (watched != null) {
      watched.close();
    }
  }

  private void mount(ScratchFilesystem.Kind tree, ScratchFilesystem.Kind state) {
    watched = ScratchFilesystem.create(tree);
    stateDisk = ScratchFilesystem.create(state);
    this.tree = watched.tree();
    this.state = Path.of(stateDisk.path().toString(), "state");
    tidemark = new Tidemark(this.state);
  }

  private void start(List<String> wrapper) throws IOException {
    daemon = DaemonProcess.answeringUnder(wrapper, folder, state, "--watch", tree.top().toString());
  }

  private void write(int from, int to) {
    for (int file = from; file < to; file++) {
      tree.write("file-" + file, "1");
    }
  }

  private long rows() {
    return tidemark.status().getAsJsonObject("ingest").get("rows").getAsLong();
  }

  private void writeAndAwaitRows(int from, int to) {
    long before = rows();
    write(from, to);
    Eventually.await("rows are written", () -> rows() >= before + to - from);
  }

  private void losePowerOfTheStateDisk() throws Exception {
    stateDisk.losePower();
    write(2000, 4000);
    Answer refused = tidemark.run("window", "open", "--consumer", "c");
    assertThat(refused.exit()).as("%s", refused).isEqualTo(8);
    assertThat(refused.complaints()).hasSize(1);
    assertThat(refused.err()).contains("check the disk");
    assertThat(daemon.isAlive()).as("it goes on draining: %s", daemon.errors()).isTrue();
    assertThat(daemon.errors()).contains("changes wait in memory");
    daemon.killed();
    daemon.close();
    Eventually.await("the state disk is free", () -> stateDisk.tryUnmount());
    stateDisk.mount();
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS"})
  void afterARebootWhatWasAnsweredIsThereAndTheRestIsAGap(ScratchFilesystem.Kind kind)
      throws Exception {
    mount(ScratchFilesystem.Kind.TMPFS, kind);
    start(List.of());
    tidemark.next("c");
    writeAndAwaitRows(0, 10);
    String answered = tidemark.open("c");
    List<String> list = tidemark.entries(answered);
    writeAndAwaitRows(10, 500);
    losePowerOfTheStateDisk();
    start(anotherBoot());

    assertThat(tidemark.entries(answered)).isEqualTo(list);
    tidemark.commit(answered);
    // Its boot has another id, yet the clocks went on: that may look like a clock that was set.
    assertThat(tidemark.next("c"))
        .anyMatch(
            entry -> entry.matches("S \\Q" + tree.top() + "\\E (unclean-stop|clock-stepped-back)"));
    write(0, 1);
    assertThat(tidemark.next("c")).contains("O " + tree.path("file-0") + " changed");
    assertThat(tidemark.run("status", "--check").exit()).isZero();
  }

  /** The run folder is empty then, and the boot has another id. */
  private List<String> anotherBoot() throws IOException {
    Programs.run("rm", "-rf", folder.resolve("run").toString()).orFail();
    Path id = Files.writeString(folder.resolve("boot-id"), "another-boot\n");
    String command = "mount --bind " + id + " /proc/sys/kernel/random/boot_id && exec \"$@\"";
    return List.of("unshare", "-m", "sh", "-c", command, "sh");
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS"})
  void inTheSameBootADatabaseThatLostItsEndIsAnOldCopy(ScratchFilesystem.Kind kind)
      throws Exception {
    mount(ScratchFilesystem.Kind.TMPFS, kind);
    start(List.of());
    tidemark.next("c");
    String journal = tidemark.status().get("journal").getAsString();
    writeAndAwaitRows(10, 500);
    losePowerOfTheStateDisk();
    start(List.of());

    assertThat(tidemark.status().get("journal").getAsString()).isNotEqualTo(journal);
    assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " full");
  }

  @ParameterizedTest
  @CsvSource({"EXT4, fanotify", "XFS, fanotify", "EXT4, inotify"})
  void aWatchedDiskThatFailsIsAGapAndNothingOnItCountsAsRemoved(
      ScratchFilesystem.Kind kind, String source) throws Exception {
    mount(kind, ScratchFilesystem.Kind.EXT4);
    tree.mkdirs("a/b");
    write(0, 20);
    daemon =
        DaemonProcess.answering(
            folder, state, "--watch", tree.top().toString(), "--source", source);
    tidemark.next("c");
    tree.write("a/b/file", "1");
    write(0, 20);
    Programs.run("sync", "-f", tree.top().toString()).orFail();
    watched.losePower();

    Answer opened = tidemark.run("window", "open", "--consumer", "c");
    if (opened.exit() == 0) {
      assertCovers(tidemark.entries(opened.out().strip()));
    } else {
      assertThat(opened.complaints()).hasSize(1);
    }

    Eventually.await("the watched disk is free", () -> watched.tryUnmount());
    watched.mount();
    assertThat(tidemark.next("c")).anyMatch(entry -> entry.startsWith("S " + tree.top() + " "));
    tidemark.next("d");
    Eventually.await("it is followed again", this::isFollowedAgain);
  }

  /** By name where the kernel still knows them, else as a whole; what EIO hides is not gone. */
  private void assertCovers(List<String> entries) {
    assertThat(entries).noneMatch(entry -> entry.startsWith("R "));
    boolean whole =
        entries.stream().anyMatch(entry -> entry.matches("[SC] \\Q" + tree.top() + "\\E .*"));
    for (int file = 0; file < 20 && !whole; file++) {
      assertThat(entries).contains("O " + tree.path("file-" + file) + " changed");
    }
  }

  private boolean isFollowedAgain() {
    tree.write("after", "1");
    return tidemark.next("d").contains("O " + tree.path("after") + " changed");
  }
}
