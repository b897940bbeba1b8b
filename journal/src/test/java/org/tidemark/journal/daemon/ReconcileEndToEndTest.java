package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.kernel.KernelSetting;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.TreeSnapshot;
import org.tidemark.journal.testing.Workload;

/** What happens while the daemon is down is found again without comparing the whole tree. */
@Isolated("changes the machine's limit for queues of inotify.")
class ReconcileEndToEndTest {
  private static final Path QUEUE_LIMIT = Path.of("/proc/sys/fs/inotify/max_queued_events");

  @TempDir private Path folder;

  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private RunningDaemon daemon;
  private Tidemark tidemark;

  private void mount(ScratchFilesystem.Kind kind) {
    filesystem = ScratchFilesystem.create(kind);
    tree = filesystem.tree();
    daemon = new RunningDaemon(folder).withShortMargin();
    tidemark = daemon.tidemark();
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

  /** A copy of what is there, beside the state. */
  private ListedMirror mirror() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    return new ListedMirror(tree, new ByteTree(PathBytes.ofUtf8(copy.toString())));
  }

  private void awaitReconciled() {
    Eventually.await(
        "an end of reconciling", () -> reconcile().get("state").getAsString().equals("idle"));
  }

  private JsonObject reconcile() {
    return tidemark.status().getAsJsonObject("reconcile");
  }

  @ParameterizedTest
  @EnumSource(
      value = ScratchFilesystem.Kind.class,
      names = {"EXT4", "XFS", "BTRFS"})
  void changesDuringACleanStopAreFoundWithoutListingTheWholeTree(ScratchFilesystem.Kind kind)
      throws Exception {
    mount(kind);
    tree.mkdirs("stays/inner");
    tree.write("stays/inner/old", "1");
    tree.write("stays/inner/same", "1");
    tree.mkdirs("same/inner");
    tree.write("same/inner/old", "1");
    tree.mkdirs("losing");
    tree.write("losing/gone", "1");
    tree.mkdirs("getting");
    daemon.watch(tree.top());
    tidemark.next("c");
    ListedMirror mirror = mirror();
    DaemonOfShortMargin.awaitOld();
    daemon.stop();

    tree.write("stays/inner/old", "2");
    tree.setModified("stays/inner/old", 1_000_000, 0);
    tree.unlink("losing/gone");
    tree.mkdirs("getting/new/inner");
    tree.write("getting/new/inner/file", "1");

    daemon.watch(tree.top());
    awaitReconciled();
    List<String> entries = tidemark.next("c");
    assertThat(entries)
        .containsExactlyInAnyOrder(
            "C " + tree.path("getting") + " reconciled",
            "S " + tree.path("getting/new") + " came-in-a-gap",
            "C " + tree.path("losing") + " reconciled",
            "O " + tree.path("stays/inner/old") + " changed");
    mirror.follow(entries);
    mirror.assertEqual();
    assertThat(tidemark.next("c")).isEmpty();
  }

  @Test
  void onTmpfsTheGapStaysAndStatusSaysWhy() throws Exception {
    mount(ScratchFilesystem.Kind.TMPFS);
    daemon.watch(tree.top());
    tidemark.next("c");
    daemon.stop();
    tree.write("file", "1");
    daemon.watch(tree.top());

    awaitReconciled();
    JsonObject refused = tidemark.status().getAsJsonArray("notReconciled").get(0).getAsJsonObject();
    assertThat(refused.get("why").getAsString()).contains("ext4, xfs and btrfs only");
    assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " daemon-down");
  }

  @Test
  void withoutReconcileTheGapIsLeftToTheWindow() throws Exception {
    mount(ScratchFilesystem.Kind.EXT4);
    daemon.withoutReconcile().watch(tree.top());
    tidemark.next("c");
    daemon.stop();
    tree.write("file", "1");
    daemon.watch(tree.top());

    assertThat(reconcile().get("state").getAsString()).isEqualTo("off");
    assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " daemon-down");
  }

  @Test
  void anOverflowOfInotifysQueueIsRepairedByReconcilingAlone() throws Exception {
    mount(ScratchFilesystem.Kind.EXT4);
    tree.mkdirs("busy/below");
    tree.write("busy/below/old", "1");
    tree.mkdirs("quiet/below");
    tree.write("quiet/below/old", "1");
    tree.mkdirs("aside");
    long usual = KernelSetting.number("fs/inotify/max_queued_events", 16_384);
    Files.writeString(QUEUE_LIMIT, "16");
    try {
      daemon.configured("[filesystem data]", "path = " + tree.top(), "source = inotify");
    } finally {
      Files.writeString(QUEUE_LIMIT, String.valueOf(usual));
    }
    Eventually.await("the tree is armed", () -> tidemark.status().getAsJsonArray("gaps").isEmpty());
    tidemark.next("c");
    ListedMirror mirror = mirror();
    DaemonOfShortMargin.awaitOld();
    // With the second the journal notes up to when the first had found nothing more.
    for (String name : List.of("first", "second")) {
      tree.write("aside/" + name, "1");
      readToTheEnd();
    }

    for (int round = 0; round < 50 && gaps() == 0; round++) {
      for (int i = 0; i < 2_000; i++) {
        tree.write("busy/" + round + "-" + i, "1");
      }
    }
    tree.unlink("busy/0-0");
    tree.write("busy/below/old", "2");
    // No overflow is met later.
    readToTheEnd();

    awaitReconciled();
    List<String> entries = tidemark.next("c");
    assertThat(entries)
        .contains("C " + tree.path("busy") + " reconciled")
        .noneMatch(entry -> entry.startsWith("S "))
        .noneMatch(entry -> entry.contains(tree.path("quiet").toString()));
    mirror.follow(entries);
    mirror.assertEqual();
  }

  /** All that was queued is in the journal; a gap that begins later begins here. */
  private void readToTheEnd() {
    tidemark.run("changes", tree.top().latin1(), "--since", "1h").orFail();
  }

  private int gaps() {
    return tidemark.status().getAsJsonArray("gaps").size();
  }

  @Test
  void aDaemonKilledWhileItReconcilesGoesOnAtTheNextStart() throws Exception {
    mount(ScratchFilesystem.Kind.EXT4);
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 25; j++) {
        tree.mkdirs("d" + i + "/e" + j);
      }
    }
    ListedMirror mirror;
    try (DaemonProcess first = started()) {
      tidemark.next("c");
      mirror = mirror();
      DaemonOfShortMargin.awaitOld();
      readToTheEnd();
      first.killed();
    }
    for (int i = 0; i < 40; i += 3) {
      tree.write("d" + i + "/e7/file", "1");
      tree.rename("d" + i + "/e8", "d" + i + "/renamed");
    }
    for (int kill = 0; kill < 3; kill++) {
      try (DaemonProcess next = started()) {
        Eventually.await(
            "it reconciles", () -> !reconcile().get("state").getAsString().equals("waiting"));
        tree.write("d1/e1/" + kill, "1");
        next.killed();
      }
    }
    try (DaemonProcess last = started()) {
      awaitReconciled();
      List<String> entries = tidemark.next("c");
      assertThat(entries)
          .contains("C " + tree.path("d3") + " reconciled")
          .noneMatch(entry -> entry.endsWith("unclean-stop"))
          .noneMatch(entry -> entry.contains(tree.path("d2").toString() + "/"));
      mirror.follow(entries);
      mirror.assertEqual();
      last.terminated();
    }
  }

  private DaemonProcess started() throws IOException {
    Path state = folder.resolve("state");
    return DaemonProcess.startOfShortMargin(List.of(), folder, state, tree.top().toString())
        .awaitAnswer(state);
  }

  @Test
  void whatChangesWhileItReconcilesIsListedToo() throws Exception {
    mount(ScratchFilesystem.Kind.EXT4);
    try (Workload workload =
        new Workload(
            tree, Workload.newSeed(), Workload.Options.everything().withoutLongMappings())) {
      workload.run(1_000);
      workload.barrier();
      daemon.watch(tree.top());
      tidemark.next("c");
      daemon.stop();
      TreeSnapshot before = TreeSnapshot.of(tree);
      workload.run(100);
      daemon.watch(tree.top());
      workload.during(2_000, this::awaitReconciled);
      workload.barrier();
      assertThat(missed(before, tidemark.next("c"))).as("seed %d", workload.seed()).isEmpty();
    }
  }

  /** Names that changed, and that no entry covers. */
  private List<PathBytes> missed(TreeSnapshot before, List<String> entries) {
    TreeSnapshot now = TreeSnapshot.of(tree);
    List<PathBytes> changed = new ArrayList<>(before.changedIn(now));
    changed.addAll(before.goneIn(now));
    // A directory that became a file is listed itself; what was in it needs no entry.
    changed.removeIf(path -> now.isBelowWhatIsNoDirectory(path));
    changed.removeIf(path -> entries.stream().anyMatch(entry -> covers(entry, path)));
    return changed;
  }

  private static boolean covers(String entry, PathBytes path) {
    PathBytes listed = PathBytes.ofText(entry.split(" ")[1]);
    return switch (entry.charAt(0)) {
      case 'S', 'R' -> path.isUnder(listed);
      case 'C' -> path.equals(listed) || path.parent().equals(listed);
      default -> path.equals(listed);
    };
  }
}
