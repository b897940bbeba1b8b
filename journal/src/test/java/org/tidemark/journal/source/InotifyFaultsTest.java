package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Programs;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.ScratchFilesystem;

/** What cannot be watched is a gap, and the rest goes on. */
class InotifyFaultsTest extends InotifyTreeCase {
  private void goOn() {
    source.maintain(harness.sink());
    Recorded unused = harness.drain();
  }

  private static boolean endsWith(Object path, String name) {
    return new String((byte[]) path, StandardCharsets.ISO_8859_1).equals(name);
  }

  @Test
  void withoutOpenat2TheTreeIsFollowedComponentByComponent() throws Exception {
    fixture.faults.setFault((call, arguments) -> call.equals("openat2") ? -Errno.ENOSYS : 0);
    tree.symlink("..", "a/b/loop");
    source = fixture.follow();
    assertThat(source.directories()).isEqualTo(6);
    fixture.assertFollowed("a/b/c");
    tree.mkdirs("n/e/w");
    harness.settle();
    fixture.assertFollowed("n/e/w");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ownWorkingDirectory", "changeDirectory"})
  void whereAThreadMayNotChangeItsDirectoryTheTreeIsFollowedAllTheSame(String refused)
      throws Exception {
    fixture.faults.setFault((call, arguments) -> call.equals(refused) ? -Errno.EACCES : 0);
    source = fixture.follow();
    assertThat(source.directories()).isEqualTo(6);
    fixture.assertFollowed("a/b/c");
  }

  @Test
  void aDirectoryMadeBetweenTheWatchAndTheCountIsFollowed() throws Exception {
    AtomicInteger counted = new AtomicInteger();
    fixture.faults.setFault(
        (call, arguments) -> {
          boolean counts = call.equals("statx") && ((byte[]) arguments[1]).length == 0;
          if (counts && counted.get() < 6) {
            fixture.all.mkdirs("root/x/y/late" + counted.incrementAndGet() + "/deep");
          }
          return 0;
        });
    source = fixture.follow();
    int made = Math.min(6, counted.get());
    fixture.faults.setFault((call, arguments) -> 0);
    Recorded unused = harness.settle();
    for (int i = 1; i <= made; i++) {
      fixture.assertFollowed("x/y/late" + i + "/deep");
    }
  }

  @Test
  void withoutWatchesTheSubtreeIsAGapAndTheRestGoesOn() throws Exception {
    AtomicInteger watches = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      tree.mkdirs("many/d" + i);
    }
    fixture.faults.setFault(
        (call, arguments) ->
            call.equals("inotifyAddWatch") && watches.incrementAndGet() > 10 ? -Errno.ENOSPC : 0);
    source = fixture.open(Exclusions.NONE);
    source.start(harness.sink());
    Eventually.await(
        "the limit is told",
        () -> {
          source.maintain(harness.sink());
          return source.description().details().contains("blocked=")
              && !source.description().details().contains("blocked=0");
        });
    Recorded recorded = harness.drain();
    assertThat(recorded.gapsStillOpen().values()).anyMatch(r -> r.contains(Reason.WATCH_LIMIT));
    assertThat(source.arming()).isTrue();
    for (int i = 0; i < 20; i++) {
      tree.create("many/d" + i + "/f", new byte[1]);
    }
    Recorded later = harness.drain();
    for (int i = 0; i < 20; i++) {
      PathBytes file = tree.path("many/d" + i + "/f");
      assertThat(later.names(file) || later.inGap(file)).as("%s", file).isTrue();
    }
  }

  @Test
  void anUnreadableDirectoryIsAGapUntilItCanBeRead() throws Exception {
    fixture.faults.setFault(
        (call, arguments) ->
            call.equals("openat2") && endsWith(arguments[1], "b") ? -Errno.EACCES : 0);
    source = fixture.open(Exclusions.NONE);
    source.start(harness.sink());
    Eventually.await(
        "it is told",
        () -> {
          goOn();
          return source.description().details().contains("blocked=1");
        });
    Recorded recorded = harness.drain();
    assertThat(recorded.gapsStillOpen()).containsOnlyKeys(tree.path("a/b"));
    assertThat(recorded.gapsStillOpen().get(tree.path("a/b"))).containsExactly(Reason.UNREADABLE);
    fixture.assertFollowed("x/y");

    fixture.faults.setFault((call, arguments) -> 0);
    tree.chmod("a/b", 0755);
    Recorded unused = harness.settle();
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    fixture.assertFollowed("a/b/c");
  }

  @Test
  void anOverflowIsAGapUntilTheTreeIsTrueAgain() throws Exception {
    source = fixture.follow();
    tree.mkdirs("unseen/deep");
    tree.rename("a", "moved");
    tree.removeTree("x");
    harness.readRaw(source);
    source.decode(InotifyTree.record(-1, Flags.IN_Q_OVERFLOW, 0, ""), 16, harness.sink());
    Recorded recorded = harness.settle();
    assertThat(recorded.gapsOpened().get(tree.path(""))).contains(Reason.QUEUE_OVERFLOW);
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    fixture.assertFollowed("unseen/deep");
    fixture.assertFollowed("moved/b/c");
    assertThat(source.directories()).isEqualTo(6);
  }

  @Test
  void aRealOverflowLosesNothing() throws Exception {
    source = fixture.follow();
    for (int i = 0; i < 20_000; i++) {
      tree.write("a/f" + i, "");
    }
    tree.mkdirs("late/one");
    Recorded recorded = harness.settle();
    assertThat(recorded.gapsOpened()).containsKey(tree.path(""));
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    fixture.assertFollowed("late/one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/b", "../root"})
  void aNameThatNoKernelGivesIsAGapAndLeadsNowhere(String name) throws Exception {
    source = fixture.follow();
    byte[] bytes = InotifyTree.record(1, Flags.IN_CREATE | Flags.IN_ISDIR, 0, name);
    source.decode(bytes, bytes.length, harness.sink());
    Recorded recorded = harness.settle();
    assertThat(recorded.gapsOpened().get(tree.path(""))).containsExactly(Reason.READ_ERROR);
    assertThat(recorded.changes()).isEmpty();
    assertThat(source.directories()).isEqualTo(6);
  }

  @Test
  void aWatchThatTheKernelTookAwayIsSetAgain() throws Exception {
    source = fixture.follow();
    for (int watch = 1; watch <= 6; watch++) {
      if (watch != 1) {
        source.decode(InotifyTree.record(watch, Flags.IN_IGNORED, 0, ""), 16, harness.sink());
      }
    }
    harness.settle();
    fixture.assertFollowed("a/b/c");
    fixture.assertFollowed("x/y");
    assertThat(source.directories()).isEqualTo(6);
  }

  @Test
  void aMoveWithoutPartnerIsGivenUpAndItsWatchesGoBack() throws Exception {
    fixture.all.mkdir("outside");
    source = fixture.follow();
    tree.renameInto("a", new ByteTree(fixture.all.path("outside")), "a");
    Recorded recorded = harness.drain();
    assertThat(recorded.names(tree.path("a"), ChangeBits.REMOVED)).isTrue();
    Eventually.await(
        "the moved directories are forgotten",
        () -> {
          goOn();
          return source.directories() == 3;
        });
    assertThat(source.description().details()).contains("watches=3 ");
  }

  @Test
  void theHalvesOfAMoveMayLieInDifferentReadsWithOtherEventsBetween() throws Exception {
    source = fixture.follow();
    tree.rename("a", "x/a");
    byte[] bytes = harness.readRaw(source);
    int second = 16 + ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt(12);
    source.decode(Arrays.copyOf(bytes, second), second, harness.sink());
    source.maintain(harness.sink());
    source.endBatch();
    byte[] between = InotifyTree.record(1, Flags.IN_CREATE, 0, "other");
    source.decode(between, between.length, harness.sink());
    byte[] rest = Arrays.copyOfRange(bytes, second, bytes.length);
    source.decode(rest, rest.length, harness.sink());
    Recorded recorded = harness.drain();
    assertThat(recorded.renames())
        .containsExactly(new Recorded.Renamed(tree.path("a"), tree.path("x/a")));
    assertThat(recorded.inSubtree(tree.path("x/a/b"))).isTrue();
    harness.settle();
    fixture.assertFollowed("x/a/b/c");
    assertThat(source.directories()).isEqualTo(6);
  }

  @Test
  void theRootMovedAwayAndBackIsAGapMeanwhileHazard5() throws Exception {
    source = fixture.follow();
    fixture.all.rename("root", "elsewhere");
    Recorded recorded = harness.drain();
    assertThat(recorded.gapsStillOpen().get(tree.path(""))).contains(Reason.ROOT_MISSING);
    fixture.all.mkdirs("elsewhere/a/meanwhile");
    fixture.all.rename("elsewhere", "root");
    harness.settle();
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    fixture.assertFollowed("a/meanwhile");
  }

  @Test
  void anotherDirectoryAtThePlaceOfTheRootIsFollowedHazard5() throws Exception {
    source = fixture.follow();
    fixture.all.removeTree("root");
    Recorded recorded = harness.drain();
    assertThat(recorded.gapsStillOpen().get(tree.path(""))).contains(Reason.ROOT_MISSING);
    fixture.all.mkdirs("root/new/tree");
    harness.settle();
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    fixture.assertFollowed("new/tree");
    assertThat(source.directories()).isEqualTo(3);
  }

  @Test
  void excludedDirectoriesAreNotWatchedUntilTheyAreRenamed() throws Exception {
    source = fixture.open(Exclusions.of(List.of("*.tmp", tree.path("x/y").latin1())));
    tree.mkdirs("work.tmp/deep");
    harness.start(source);
    assertThat(source.directories()).isEqualTo(5);
    tree.rename("work.tmp", "work");
    tree.rename("x", "z");
    harness.settle();
    fixture.assertFollowed("work/deep");
    fixture.assertFollowed("z/y");
  }

  @Test
  void aFilesystemMountedBelowIsABoundary() throws Exception {
    try (ScratchFilesystem other = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS)) {
      other.tree().mkdirs("foreign/deep");
      other.bind(other.path(), tree.path("x"));
      source = fixture.follow();
      assertThat(source.directories()).isEqualTo(4);
      other.unbind(tree.path("x"));
      source.lookAgain(tree.path("x"), Reason.MOUNT_CHANGED, harness.sink());
      harness.settle();
      fixture.assertFollowed("x/y");
    }
  }

  @Test
  void anUnmountedFilesystemIsAGapHazard7() throws Exception {
    try (ScratchFilesystem other = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS)) {
      other.tree().mkdirs("below/deep");
      Root root = new Root(other.path(), other.path(), false, Exclusions.NONE);
      source = InotifySource.open(fixture.faults.kernel(), root, root.path(), 2);
      harness.start(source);
      other.unmount();
      Recorded recorded = harness.drain();
      assertThat(recorded.gapsStillOpen().get(root.path())).contains(Reason.NOT_MOUNTED);
      goOn();
      assertThat(source.arming()).isTrue();
    }
  }

  @Test
  void aNewLargeTreeIsAGapUntilItsLastWatchAndThenASubtreeAgain() throws Exception {
    source = fixture.follow();
    fixture.all.mkdir("big");
    for (int i = 0; i < 600; i++) {
      fixture.all.mkdirs("big/d" + i + "/e");
    }
    fixture.all.rename("big", "root/big");
    Recorded first = harness.drain();
    assertThat(first.inSubtree(tree.path("big/d1"))).isTrue();
    assertThat(first.gapsOpened()).containsKey(tree.path("big"));
    Recorded unused = harness.settle();
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    assertThat(source.directories()).isEqualTo(6 + 1201);
    fixture.assertFollowed("big/d599/e");
  }

  @Test
  void aPathLongerThanTheKernelTakesIsFollowed() throws Exception {
    source = fixture.follow();
    String name = "n".repeat(250);
    fixture.all.mkdir(name);
    for (int i = 1; i < 30; i++) {
      fixture.all.mkdir("around");
      fixture.all.rename(name, "around/" + name);
      fixture.all.rename("around", name);
    }
    fixture.all.rename(name, "root/" + name);
    harness.settle();
    assertThat(source.directories()).isEqualTo(6 + 30);
    Programs.run("rm", "-rf", tree.path(name).latin1()).orFail();
    harness.settle();
    assertThat(source.directories()).isEqualTo(6);
  }
}
