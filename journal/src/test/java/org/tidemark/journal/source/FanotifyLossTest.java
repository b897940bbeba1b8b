package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.SourceHarness;

/** Every way in which the kernel says that it lost something is a gap at each place. */
class FanotifyLossTest {
  private final SourceHarness harness = new SourceHarness();
  private ScratchFilesystem filesystem;
  private ByteTree tree;
  private FanotifySource source;

  @BeforeEach
  void follow() {
    filesystem = ScratchFilesystem.create(ScratchFilesystem.Kind.TMPFS);
    tree = filesystem.tree();
    tree.mkdir("one");
    tree.mkdir("two");
    Root one = new Root(tree.path("one"), tree.path("one"), false, Exclusions.NONE);
    Root two = new Root(tree.path("two"), tree.path("two"), false, Exclusions.NONE);
    source = FanotifyTestSources.open(FanotifyFlags.ALL, one, two);
    harness.start(source);
  }

  @AfterEach
  void unmount() {
    harness.close();
    filesystem.close();
  }

  private void decode(long mask) {
    ByteBuffer event = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
    event.putInt(24).put((byte) 3).put((byte) 0).putShort((short) 24).putLong(mask).putInt(-1);
    source.decode(event.array(), 24, harness.sink());
  }

  @Test
  void anOverflowIsAGapAtEveryRootOfTheFilesystem() {
    decode(Flags.FAN_Q_OVERFLOW);
    assertThat(harness.drain().gapsClosed())
        .containsEntry(tree.path("one"), Set.of(Reason.QUEUE_OVERFLOW))
        .containsEntry(tree.path("two"), Set.of(Reason.QUEUE_OVERFLOW));
  }

  @Test
  void anEventThatNamesNothingIsAGap() {
    decode(Flags.FAN_MODIFY);
    assertThat(harness.drain().gapsClosed())
        .containsEntry(tree.path("one"), Set.of(Reason.READ_ERROR));
  }

  @Test
  void bytesThatAreNoEventAreAGap() {
    source.decode(new byte[] {1, 2, 3}, 3, harness.sink());
    assertThat(harness.drain().gapsClosed())
        .containsEntry(tree.path("two"), Set.of(Reason.READ_ERROR));
  }

  @Test
  void noOtherLossEndsTheGapOfEventsThatCannotBeRead() {
    source.readingFails(harness.sink());
    decode(Flags.FAN_MODIFY);
    source.lost(Reason.READ_ERROR, harness.sink());
    assertThat(harness.drain().gapsStillOpen())
        .containsOnlyKeys(tree.path("one"), tree.path("two"))
        .containsEntry(tree.path("two"), Set.of(Reason.READ_ERROR));

    source.readingWorks(harness.sink());
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
  }

  @Test
  void theMarkIsReadFromTheKernelsOwnWords() {
    String info =
        """
        pos:	0
        fanotify flags:10e00 event-flags:8000
        fanotify sdev:800013 mflags:0 mask:10000100 ignored_mask:0
        """;
    assertThat(FanotifyGroup.markedDevice(info)).isEqualTo("8:19");
    assertThat(FanotifyGroup.markedDevice("pos:\t0\n")).isEmpty();
  }
}
