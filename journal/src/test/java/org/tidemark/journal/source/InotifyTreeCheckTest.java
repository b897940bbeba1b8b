package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.testing.Eventually;
import org.tidemark.journal.testing.Recorded;

/** The tree of watches is compared with the disk: what went without a word is found and told. */
class InotifyTreeCheckTest extends InotifyTreeCase {
  /** The number of the watch that the kernel has on a directory; -1 if there is none. */
  private int watchOf(String directory) throws Exception {
    String inode = " ino:" + Long.toHexString(tree.stat(directory).inode()) + " ";
    for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + source.descriptor()))) {
      if (line.startsWith("inotify wd:") && line.contains(inode)) {
        return Integer.parseInt(line.substring(11, line.indexOf(' ', 11)), 16);
      }
    }
    return -1;
  }

  private void takeWatchAway(String directory) throws Exception {
    assertThat(fixture.faults.kernel().inotifyRemoveWatch(source.descriptor(), watchOf(directory)))
        .isZero();
  }

  private void assertToldAfterACheck(String directory) {
    source.check(100);
    Eventually.await(
        directory + " is told", () -> harness.drain().subtrees().containsKey(tree.path(directory)));
    fixture.assertFollowed(directory);
  }

  @Test
  void namesThatADirectoryGivesTwiceWhileItIsReadCostNoWatches() throws Exception {
    Kernel real = new NativeKernel();
    fixture.faults.setFault(
        (call, arguments) -> {
          if (!call.equals("getdents64")) {
            return 0;
          }
          ByteBuffer buffer = (ByteBuffer) arguments[1];
          int length = real.getdents64((Integer) arguments[0], buffer);
          for (int at = 0; at < length; at++) {
            buffer.put(length + at, buffer.get(at));
          }
          return Math.max(0, 2 * length);
        });
    source = fixture.follow();
    assertThat(source.directories()).isEqualTo(6);
    fixture.assertFollowed("a/b/c");
    fixture.assertFollowed("x/y");
  }

  @Test
  void whatWasNotSeenBelowAReplacedDirectoryIsStillDueWhenAnEventMovesIt() {
    PendingMoves moves = new PendingMoves();
    moves.add(new PendingMoves.Move(PendingMoves.REPLACED, 7, tree.path("a")));
    moves.walkAgain(7);
    moves.add(moves.takeReplaced(tree.path("a")).with(12));
    assertThat(moves.take(12).walkAgain).isTrue();
  }

  @Test
  void aWatchThatWentWithoutAWordIsFoundMissing() throws Exception {
    source = fixture.follow();
    takeWatchAway("x/y");
    assertThat(harness.readRaw(source)).isNotEmpty();
    tree.create("x/y/unseen", new byte[1]);
    assertToldAfterACheck("x/y");
  }

  @Test
  void aDirectoryThatTheTreeHasNotIsFoundWithAllBelowIt() throws Exception {
    source = fixture.follow();
    harness.feed(
        source, InotifyTree.record(watchOf("a"), Flags.IN_DELETE | Flags.IN_ISDIR, 0, "b"));
    Recorded unused = harness.drain();
    assertThat(source.directories()).isEqualTo(4);
    tree.create("a/b/c/unseen", new byte[1]);
    assertToldAfterACheck("a/b");
    fixture.assertFollowed("a/b/c");
  }

  @Test
  void aCheckOfATreeThatIsRightTellsNothing() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    source = fixture.follow();
    fixture.faults.setFault(
        (call, arguments) -> {
          opened.addAndGet(call.equals("getdents64") ? 1 : 0);
          return 0;
        });
    source.check(100);
    Recorded recorded = harness.drain();
    Eventually.await("directories are read", () -> opened.get() >= 2);
    assertThat(recorded.changes()).isEmpty();
    assertThat(harness.drain().changes()).isEmpty();
    assertThat(source.directories()).isEqualTo(6);
  }
}
