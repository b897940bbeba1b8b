package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.Supervisor;

/** A daemon that is restarted while a supervisor keeps its ring and its marks. */
@Isolated("moves descriptors about in this process.")
class RestartWithoutGapTest {
  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private SupervisedDaemon daemon;

  @BeforeEach
  void mount() {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4);
    tree = filesystem.tree();
  }

  @AfterEach
  void end() {
    if (daemon != null) {
      daemon.close();
    }
    filesystem.close();
  }

  private void follow(String socket, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--watch", tree.top().latin1()));
    arguments.addAll(List.of(more));
    daemon = new SupervisedDaemon(folder, socket, arguments.toArray(String[]::new));
    daemon.start();
    daemon.tidemark().next("c");
  }

  private void follow() {
    follow(abstractSocket());
  }

  /** Starts it again, and looks that the tree is one gap, and why. */
  private void assertGapAtStart(String reason, String why) {
    daemon.start();
    assertThat(daemon.logSinceStart()).contains(tree.top() + ": begins with a gap: ").contains(why);
    assertThat(daemon.tidemark().next("c")).contains("S " + tree.top() + " " + reason);
    tree.write("later", new byte[1]);
    assertThat(daemon.tidemark().next("c")).contains(changed("later"));
    assertGoesOnNextTime();
  }

  private void assertGoesOnNextTime() {
    daemon.stop();
    daemon.start();
    assertThat(daemon.logSinceStart()).contains(tree.top() + ": followed without a gap");
  }

  private String abstractSocket() {
    return "@tidemark-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
  }

  private String changed(String name) {
    return "O " + tree.path(name) + " changed";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatHappensBetweenAStopAndAStartIsListedAndNothingElse(boolean clean) throws Exception {
    follow(clean ? folder.resolve("notify").toString() : abstractSocket());
    tree.write("before", new byte[1]);
    if (clean) {
      daemon.stop();
    } else {
      daemon.kill();
    }
    int gaps = daemon.gaps().size();
    tree.write("meanwhile", new byte[1]);
    daemon.start();
    tree.write("after", new byte[1]);

    assertThat(daemon.logSinceStart()).contains(tree.top() + ": followed without a gap");
    assertThat(daemon.tidemark().next("c"))
        .contains(changed("before"), changed("meanwhile"), changed("after"))
        .noneMatch(entry -> entry.startsWith("S ") || entry.startsWith("C "));
    daemon.stop();
    assertThat(daemon.gaps()).hasSize(gaps);
  }

  @Test
  void aStoreThatIsBehindIsReplayedFromTheRing() throws Exception {
    Path config = folder.resolve("tidemark.conf");
    Files.writeString(config, "[journal]\nflush-interval = 60s\n");
    follow(abstractSocket(), "--config", config.toString());
    for (int number = 0; number < 2000; number++) {
      tree.write("file" + number, new byte[1]);
    }
    Eventually.await(
        "something was read and not stored",
        () -> ingest().get("backlogBytes").getAsLong() > 100_000);
    daemon.kill();
    daemon.start();
    List<String> listed = daemon.tidemark().next("c");
    for (int number = 0; number < 2000; number++) {
      assertThat(listed).contains(changed("file" + number));
    }
    assertThat(listed).noneMatch(entry -> entry.startsWith("S "));
  }

  private JsonObject ingest() {
    return daemon.tidemark().status().getAsJsonObject("ingest");
  }

  @Test
  void hazard1ACleanStopAloneIsAGap() {
    follow();
    daemon.stop();
    // As systemctl stop does.
    daemon.supervisor().removeAll();
    tree.write("meanwhile", new byte[1]);
    assertGapAtStart("daemon-down", "nothing of an earlier daemon came back");
  }

  @Test
  void hazard1AnOldCopyOfTheDatabaseIsANewJournalWhateverCameBack() throws Exception {
    follow();
    daemon.stop();
    Path copy = Files.createDirectory(folder.resolve("yesterday"));
    copyFiles(daemon.state(), copy);
    daemon.start();
    tree.write("today", new byte[1]);
    daemon.tidemark().next("c");
    daemon.stop();
    copyFiles(copy, daemon.state());
    daemon.start();
    assertThat(daemon.tidemark().next("c")).contains("S " + tree.top() + " full");
    assertThat(daemon.supervisor().store()).as("ring and mark, both new").hasSize(2);
    assertGoesOnNextTime();
  }

  private static void copyFiles(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(from, Files::isRegularFile)) {
      for (Path file : all) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Test
  void hazard7AMarkThatWentAwayWhileItWasStoredIsAGap() {
    follow();
    daemon.stop();
    filesystem.unmount();
    filesystem.mount();
    tree.write("meanwhile", new byte[1]);
    assertGapAtStart("daemon-down", "a descriptor of it did not come back with its mark");
    assertThat(daemon.supervisor().store()).as("nothing is left of the old mark").hasSize(2);
  }

  @Test
  void hazard7OnlyTheFilesystemThatLostItsMarkIsAGap() {
    try (ScratchFilesystem other = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4)) {
      follow(abstractSocket(), "--watch", other.tree().top().latin1());
      daemon.kill();
      other.unmount();
      other.mount();
      tree.write("meanwhile", new byte[1]);
      other.tree().write("meanwhile", new byte[1]);
      daemon.start();
      assertThat(daemon.tidemark().next("c"))
          .contains(changed("meanwhile"), "S " + other.tree().top() + " unclean-stop")
          .noneMatch(entry -> entry.startsWith("S " + tree.top()));
      daemon.stop();
    }
  }

  @Test
  void descriptorsForAnotherProcessAreNotTouched() throws Exception {
    follow();
    daemon.stop();
    daemon.launchFor("LISTEN_PID=1 ");
    daemon.awaitReady();
    assertThat(daemon.logSinceStart()).contains("were passed to process 1");
    assertThat(daemon.tidemark().next("c")).contains("S " + tree.top() + " daemon-down");
  }

  @Test
  void whatIsNoRingAndNoMarkIsClosedAndForgotten() throws Exception {
    follow();
    daemon.stop();
    List<Supervisor.Stored> good = daemon.supervisor().store();
    daemon.supervisor().addFile("connection", "/dev/null");
    daemon.supervisor().addFile("tidemark.00000000.fanotify.1", "/dev/zero");
    daemon.supervisor().addFile(good.get(0).name().replace("ring", "fanotify.9"), "/dev/null");
    tree.write("meanwhile", new byte[1]);
    daemon.start();
    assertThat(daemon.logSinceStart()).contains(tree.top() + ": followed without a gap");
    assertThat(daemon.tidemark().next("c")).contains(changed("meanwhile"));
    assertThat(daemon.supervisor().store()).isEqualTo(good);
  }

  @Test
  void aFileInPlaceOfTheRingIsAGap() throws Exception {
    follow();
    daemon.stop();
    String ring = daemon.supervisor().store().get(0).name();
    daemon.supervisor().remove(ring);
    daemon.supervisor().addFile(ring, "/dev/null");
    tree.write("meanwhile", new byte[1]);
    assertGapAtStart("daemon-down", "ring");
  }

  @Test
  void aRingOfAnotherVersionIsAGap() throws Exception {
    follow();
    daemon.stop();
    int ring = daemon.supervisor().store().get(0).descriptor();
    try (FileChannel memory =
        FileChannel.open(Path.of("/proc/self/fd/" + ring), StandardOpenOption.WRITE)) {
      memory.write(ByteBuffer.wrap(new byte[] {77}), 136);
    }
    tree.write("meanwhile", new byte[1]);
    assertGapAtStart("daemon-down", "format 77");
  }

  /** Else the gap of what is newly included would begin with nobody to end it. */
  @Test
  void aRootOfWhichLessIsExcludedNowIsAGapThatEnds() throws Exception {
    Path configuration = folder.resolve("exclusions.conf");
    List<String> lines = List.of("[filesystem data]", "path = " + tree.top());
    Files.write(configuration, List.of(lines.get(0), lines.get(1), "exclude = *.skip"));
    follow(abstractSocket(), "--config", configuration.toString());
    daemon.stop();
    Files.write(configuration, lines);
    assertGapAtStart("exclusion-relaxed", "its exclusions or nested were changed");
  }

  @Test
  void aRootThatIsAnotherDirectoryNowIsAGap() {
    tree.mkdirs("root");
    tree.mkdirs("other");
    tree = new ByteTree(tree.path("root"));
    follow();
    daemon.stop();
    ByteTree above = filesystem.tree();
    above.rename("root", "old");
    above.rename("other", "root");
    assertGapAtStart("root-replaced", "root-replaced");
  }

  @Test
  void hazard5ARootThatWasAwayForAWhileIsFollowedAllTheTime() {
    tree.mkdirs("above/root");
    tree = new ByteTree(tree.path("above/root"));
    follow();
    daemon.kill();
    ByteTree top = filesystem.tree();
    top.rename("above", "away");
    top.write("away/root/meanwhile", new byte[1]);
    top.rename("away", "above");
    daemon.start();
    assertThat(daemon.tidemark().next("c"))
        .anyMatch(
            entry ->
                entry.equals(changed("meanwhile"))
                    || entry.startsWith("S " + tree.top() + " ancestor-changed"));
  }

  @Test
  void whatInotifyFollowsHasItsGap() {
    follow(abstractSocket(), "--source", "inotify");
    daemon.stop();
    daemon.start();
    assertThat(daemon.logSinceStart()).contains("it was not followed by fanotify marks alone");
    assertThat(daemon.tidemark().next("c")).contains("S " + tree.top() + " daemon-down");
  }

  @Test
  void changesThatTheStoreRefusedAreAGapIfTheDaemonIsKilledThen() throws Exception {
    try (ScratchFilesystem disk = ScratchFilesystem.create(ScratchFilesystem.Kind.EXT4)) {
      Path state = Path.of(disk.tree().path("home").latin1());
      Files.createDirectory(state);
      daemon = new SupervisedDaemon(state, abstractSocket(), "--watch", tree.top().latin1());
      daemon.start();
      daemon.tidemark().next("c");
      Path ballast = state.resolve("ballast");
      fill(ballast);
      for (int number = 0; number < 3000; number++) {
        tree.write("file" + number, new byte[1]);
      }
      Eventually.await(
          "the store refuses", () -> daemon.logSinceStart().contains("changes wait in memory"));
      daemon.kill();
      Files.delete(ballast);
      daemon.start();
      assertThat(daemon.logSinceStart()).contains("neither stored nor in its ring");
      assertThat(daemon.tidemark().next("c")).contains("S " + tree.top() + " unclean-stop");
      daemon.stop();
    }
  }

  private static void fill(Path file) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }
}
