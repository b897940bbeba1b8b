package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.ChangeBits;

/**
 * What every source owes for plain changes: created, written, truncated and mapped files, and
 * attributes.
 */
interface PlainChangesContract extends SourceSubject {
  @Test
  default void afterItsStartNothingIsInAGapAndNothingIsTold() {
    tree().mkdirs("a/b/c");
    tree().write("a/b/c/f", "x");
    follow();

    Recorded quiet = harness().drain();

    assertThat(quiet.gapsStillOpen()).isEmpty();
    assertThat(quiet.changes()).isEmpty();
  }

  @Test
  default void aCreatedFileIsNamed() {
    follow();
    Recorded recorded = after(() -> tree().write("f", "x"));
    assertThat(recorded.names(path("f"), ChangeBits.CREATED)).isTrue();
    assertThat(recorded.gapsOpened()).isEmpty();
  }

  @Test
  default void aWrittenFileIsNamedAndNotItsNeighbour() {
    tree().write("d", "x");
    tree().write("neighbour", "x");
    follow();
    Recorded recorded = after(() -> tree().append("d", bytes("more")));
    assertThat(recorded.names(path("d"), ChangeBits.CONTENT)).isTrue();
    assertThat(recorded.names(path("neighbour"))).isFalse();
  }

  @Test
  default void aFileWrittenDeepBelowIsNamed() {
    tree().mkdirs("a/b/c/d");
    tree().write("a/b/c/d/f", "x");
    follow();
    Recorded recorded = after(() -> tree().overwrite("a/b/c/d/f", 0, bytes("y")));
    assertThat(recorded.names(path("a/b/c/d/f"), ChangeBits.CONTENT)).isTrue();
  }

  @Test
  default void aWriteThatIsNotYetClosedIsNamed() {
    tree().write("f", "x");
    follow();
    try (OpenFile file = tree().open("f")) {
      Recorded recorded = after(() -> file.write(0, bytes("y")));
      assertThat(recorded.names(path("f"), ChangeBits.CONTENT)).isTrue();
    }
  }

  @Test
  default void attributesOfAFileAreChanges() {
    assertAttributesAreChanges("f", () -> tree().write("f", "x"));
  }

  @Test
  default void attributesOfADirectoryAreChanges() {
    assertAttributesAreChanges("d", () -> tree().mkdir("d"));
  }

  private void assertAttributesAreChanges(String name, Runnable make) {
    make.run();
    follow();
    assertNamed(name, () -> tree().chmod(name, 0700));
    assertNamed(name, () -> tree().chown(name, 12, 34));
    assertNamed(name, () -> tree().setModified(name, 86_400, 123_456_789));
    assertNamed(name, () -> tree().setModified(name, -86_400, 1));
    assertNamed(name, () -> tree().setAttribute(name, "user.tidemark", bytes("value")));
    assertNamed(name, () -> tree().removeAttribute(name, "user.tidemark"));
  }

  /** With any bits: setting only the modification time raises MODIFY, also on directories. */
  private void assertNamed(String name, Runnable work) {
    Recorded recorded = after(work);
    assertThat(recorded.names(path(name))).as("%s", recorded).isTrue();
  }

  @Test
  default void attributesOfTheRootItselfAreChanges() {
    follow();
    Recorded recorded = after(() -> tree().chmod("", 0711));
    assertThat(recorded.names(path(""))).isTrue();
  }

  @Test
  default void truncatedFilesAreNamed() {
    tree().write("shorter", "0123456789");
    tree().write("longer", "0123456789");
    tree().write("empty", "0123456789");
    follow();
    Recorded recorded =
        after(
            () -> {
              tree().truncate("shorter", 3);
              tree().truncate("longer", 100_000);
              tree().write("empty", "");
            });
    assertThat(recorded.names(path("shorter"), ChangeBits.CONTENT)).isTrue();
    assertThat(recorded.names(path("longer"), ChangeBits.CONTENT)).isTrue();
    assertThat(recorded.names(path("empty"), ChangeBits.CONTENT)).isTrue();
  }

  @Test
  @DisplayName("watchman big_file: a size above 4 GiB is an ordinary change")
  default void aSizeAboveFourGibibytesIsAnOrdinaryChange() {
    tree().write("big", "x");
    follow();
    Recorded recorded =
        after(
            () -> {
              tree().truncate("big", (4L << 30) + 5);
              tree().truncate("big", 7);
            });
    assertThat(recorded.names(path("big"), ChangeBits.CONTENT)).isTrue();
  }

  @Test
  default void aFileMappedAndUnmappedIsCovered() {
    tree().write("f", "0123456789");
    follow();
    assertCoveredOnceClosed(
        () -> {
          try (OpenFile file = tree().open("f");
              SharedMapping mapping = file.map(10)) {
            mapping.write(2, bytes("ab"));
            mapping.sync();
          }
        });
  }

  /** A child that another thread starts meanwhile holds the file open until it executes. */
  private void assertCoveredOnceClosed(Runnable work) {
    TreeSnapshot before = TreeSnapshot.of(tree());
    work.run();
    TreeSnapshot later = TreeSnapshot.of(tree());
    Eventually.await(
        "the end of the mapping is told",
        () -> before.missedBy(harness().drain(), later).isEmpty());
  }

  @Test
  default void aMappingThatOutlivesItsDescriptorIsCoveredWhenItEnds() {
    assumeTrue(mappingsTellOfTheirEnd(), "the event goes to the layer below this filesystem");
    tree().write("f", "0123456789");
    follow();
    SharedMapping mapping;
    try (OpenFile file = tree().open("f")) {
      mapping = file.map(10);
    }
    Recorded unused = harness().drain();
    assertCoveredOnceClosed(
        () -> {
          mapping.write(2, bytes("ab"));
          mapping.close();
        });
  }
}
