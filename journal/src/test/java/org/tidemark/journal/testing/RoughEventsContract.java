package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.source.EventSource;

/** What every source owes for many events, torn, excluded and hostile ones. */
interface RoughEventsContract extends SourceSubject {
  @Test
  default void manyEventsInOneReadAreAllCovered() {
    tree().mkdir("d");
    follow();
    after(
        () -> {
          for (int at = 0; at < 1_500; at++) {
            tree().write("d/file" + at, "x");
          }
        });
  }

  @Test
  default void eventsTornApartByTheSmallestReadsAreAllCovered() {
    use(new SourceHarness(SourceHarness.SMALLEST_READ, true));
    tree().mkdir("d");
    follow();
    after(
        () -> {
          for (int at = 0; at < 200; at++) {
            String name = "d/" + at + "x".repeat(200);
            tree().mkdir(name);
            tree().write(name + "/f", "x");
            tree().rename(name, "moved" + at);
          }
        });
    settle();
    after(
        () -> {
          for (int at = 0; at < 200; at++) {
            tree().append("moved" + at + "/f", bytes("y"));
          }
        });
  }

  @Test
  default void whatHappensInAnExcludedDirectoryIsHarmless() {
    tree().mkdirs("skip.tmp/sub");
    tree().write("kept", "x");
    follow(Exclusions.of(List.of("*.tmp")));
    tree().write("skip.tmp/sub/f", "x");
    tree().removeTree("skip.tmp/sub");
    tree().mkdirs("skip.tmp/other/deep");
    tree().append("kept", bytes("y"));

    Recorded recorded = harness().drain();

    assertThat(recorded.names(path("kept"), ChangeBits.CONTENT)).isTrue();
    assertThat(recorded.gapsStillOpen()).isEmpty();
  }

  @Test
  default void aTreeRenamedOutOfAnExcludedNameIsASubtree() {
    tree().mkdirs("new.tmp/sub");
    tree().write("new.tmp/sub/f", "x");
    follow(Exclusions.of(List.of("*.tmp")));
    tree().rename("new.tmp", "new");

    assertThat(harness().drain().inSubtree(path("new/sub/f"))).isTrue();
    settle();
    Recorded later = after(() -> tree().append("new/sub/f", bytes("y")));
    assertThat(later.covers(path("new/sub/f"))).isTrue();
  }

  @Test
  default void theFilesystemCanBeUnmountedWhileItIsFollowed() {
    tree().mkdirs("a/b");
    follow();
    after(() -> tree().write("a/b/f", "x"));
    settle();
    boolean unmounted = filesystem().tryUnmount();
    Recorded unused = harness().drain();
    if (unmounted) {
      harness().close();
      filesystem().mount();
    }
    assertThat(unmounted).as("a source must not keep the filesystem busy").isTrue();
  }

  /** Without hard links, whose other names are the journal's business and not the source's. */
  @Test
  default void randomWorkIsNeverMissed() {
    follow();
    Workload.Options options =
        Workload.Options.everything()
            .withLinks(Workload.Links.NONE)
            .withMaxNames(200)
            .withoutLongMappings();
    try (Workload workload = new Workload(tree(), Workload.newSeed(), options)) {
      System.out.println("random work on a source: " + workload);
      for (int round = 0; round < 15; round++) {
        after(
            () -> {
              workload.run(100);
              workload.barrier();
            });
      }
    }
  }

  @Test
  default void hostileBytesNeverThrow() {
    EventSource source = follow();
    byte[] real = rawEvents(source);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      byte[] hostile = Mutations.of(real, random);
      try {
        source.decode(hostile, hostile.length, harness().sink());
        source.maintain(harness().sink());
        source.endBatch();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
    assertThat(source.descriptor()).isNotNegative();
  }

  @Test
  default void aReadThatEndsInTheMiddleOfARecordIsAGap() {
    EventSource source = follow();
    byte[] real = rawEvents(source);
    source.decode(real, real.length - 3, harness().sink());

    assertThat(harness().drain().inGap(path("f"))).isTrue();
  }

  private byte[] rawEvents(EventSource source) {
    tree().mkdirs("a/b");
    tree().write("a/f", "x");
    tree().rename("a", "c");
    tree().unlink("c/f");
    tree().chmod("c", 0700);
    return harness().readRaw(source);
  }
}
