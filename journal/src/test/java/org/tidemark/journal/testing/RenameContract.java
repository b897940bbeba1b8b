package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.ChangeBits;

/**
 * What every source owes for renamed, replaced and exchanged names, and for trees moved in and out.
 */
interface RenameContract extends SourceSubject {
  @Test
  default void aRenamedFileIsNamedAtBothNames() {
    tree().mkdir("d");
    tree().write("f", "x");
    follow();
    Recorded within = after(() -> tree().rename("f", "g"));
    assertThat(within.names(path("f"), ChangeBits.REMOVED)).isTrue();
    assertThat(within.names(path("g"), ChangeBits.MOVED_IN)).isTrue();

    Recorded across = after(() -> tree().rename("g", "d/h"));
    assertThat(across.names(path("g"), ChangeBits.REMOVED)).isTrue();
    assertThat(across.names(path("d/h"), ChangeBits.MOVED_IN)).isTrue();
  }

  @Test
  default void aRenamedDirectoryIsGoneAtItsOldNameAndASubtreeAtItsNew() {
    tree().mkdirs("old/sub");
    tree().write("old/sub/f", "x");
    follow();
    Recorded recorded = after(() -> tree().rename("old", "new"));
    assertThat(recorded.names(path("old"), ChangeBits.REMOVED)).isTrue();
    assertThat(recorded.inSubtree(path("new/sub/f"))).isTrue();
  }

  @Test
  default void changesBelowARenamedDirectoryCarryItsNewName() {
    tree().mkdirs("a/old/sub");
    tree().mkdir("b");
    tree().write("a/old/sub/f", "x");
    tree().write("a/old/g", "x");
    follow();
    after(() -> tree().rename("a/old", "b/new"));
    settle();
    Recorded recorded =
        after(
            () -> {
              tree().append("b/new/sub/f", bytes("y"));
              tree().append("b/new/g", bytes("y"));
            });
    assertThat(recorded.names(path("b/new/sub/f"), ChangeBits.CONTENT)).isTrue();
    assertThat(recorded.names(path("b/new/g"), ChangeBits.CONTENT)).isTrue();
  }

  @Test
  default void aDirectoryRenamedManyTimesInOneBatchIsCovered() {
    tree().mkdirs("a/x/deep");
    tree().mkdir("b");
    tree().write("a/x/deep/f", "x");
    follow();
    after(
        () -> {
          tree().write("a/x/one", "1");
          tree().rename("a/x", "b/y");
          tree().write("b/y/two", "2");
          tree().rename("b", "c");
          tree().write("c/y/three", "3");
          tree().rename("c/y", "a/z");
          tree().append("a/z/deep/f", bytes("4"));
        });
    settle();
    after(() -> tree().append("a/z/deep/f", bytes("5")));
  }

  @Test
  default void aFileReplacedByRenameIsCovered() {
    tree().write("f", "old");
    follow();
    after(
        () -> {
          tree().write("f.tmp", "new");
          tree().rename("f.tmp", "f");
        });
  }

  @Test
  default void anEmptyDirectoryReplacedByRenameIsCovered() {
    tree().mkdirs("full/sub");
    tree().write("full/sub/f", "x");
    tree().mkdir("empty");
    follow();
    after(() -> tree().rename("full", "empty"));
    settle();
    after(() -> tree().append("empty/sub/f", bytes("y")));
  }

  @Test
  default void exchangedFilesAndDirectoriesAreCovered() {
    tree().mkdirs("one/sub");
    tree().write("one/sub/f", "1");
    tree().mkdirs("two/sub");
    tree().write("two/sub/f", "2");
    tree().write("file", "f");
    follow();
    after(() -> tree().exchange("one", "two"));
    settle();
    after(() -> tree().append("one/sub/f", bytes("now in one")));
    after(() -> tree().exchange("file", "two"));
    settle();
    after(() -> tree().append("file/sub/f", bytes("now below file")));
  }

  @Test
  default void swappedDirectoriesAreSubtreesUnderBothNamesHazard10() {
    tree().mkdir("v1");
    tree().mkdir("v2");
    tree().write("v1/c", "1");
    tree().write("v2/c", "2");
    follow();
    Recorded recorded =
        after(
            () -> {
              tree().rename("v1", "t");
              tree().rename("v2", "v1");
              tree().rename("t", "v2");
            });
    assertThat(recorded.inSubtree(path("v1/c"))).isTrue();
    assertThat(recorded.inSubtree(path("v2/c"))).isTrue();
  }

  @Test
  default void aTreeMovedInFromOutsideIsASubtreeAndFollowed() {
    outside().mkdirs("d/sub");
    outside().write("d/sub/f", "x");
    follow();
    Recorded recorded = after(() -> outside().renameInto("d", tree(), "d"));
    assertThat(recorded.inSubtree(path("d/sub/f"))).isTrue();
    settle();
    after(() -> tree().append("d/sub/f", bytes("y")));
  }

  @Test
  default void aFileMovedInFromOutsideIsNamed() {
    outside().write("f", "x");
    follow();
    Recorded recorded = after(() -> outside().renameInto("f", tree(), "f"));
    assertThat(recorded.names(path("f"), ChangeBits.MOVED_IN)).isTrue();
  }

  @Test
  default void aTreeMovedOutIsRemovedAndItsLaterChangesAreNoneOfOurs() {
    tree().mkdirs("d/sub");
    tree().write("d/sub/f", "x");
    follow();
    Recorded recorded = after(() -> tree().renameInto("d", outside(), "d"));
    assertThat(recorded.names(path("d"), ChangeBits.REMOVED)).isTrue();
    settle();
    Recorded later = after(() -> outside().append("d/sub/f", bytes("y")));
    assertThat(later.names(path("d/sub/f"))).isFalse();
  }

  @Test
  default void aTreeMovedOutChangedThereAndMovedBackIsCovered() {
    tree().mkdirs("d/sub");
    tree().write("d/sub/f", "x");
    follow();
    after(
        () -> {
          tree().renameInto("d", outside(), "d");
          outside().append("d/sub/f", bytes("changed outside"));
          outside().write("d/sub/new", "x");
          outside().renameInto("d", tree(), "d");
        });
    settle();
    after(() -> tree().append("d/sub/new", bytes("y")));
  }

  @Test
  default void aTreeMovedOutAndBackInSeparateBatchesIsCovered() {
    tree().mkdirs("d/sub");
    tree().write("d/sub/f", "x");
    follow();
    after(() -> tree().renameInto("d", outside(), "d"));
    settle();
    outside().append("d/sub/f", bytes("changed outside"));
    settle();
    after(() -> outside().renameInto("d", tree(), "d"));
    settle();
    after(() -> tree().append("d/sub/f", bytes("y")));
  }
}
