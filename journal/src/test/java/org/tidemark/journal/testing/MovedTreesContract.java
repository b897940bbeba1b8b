package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.ChangeBits;

/**
 * What every source owes where trees change places; the cases are those of watchman's integration
 * tests.
 */
interface MovedTreesContract extends SourceSubject {
  @Test
  @DisplayName("watchman test_fishy: a directory renamed and replaced by a symlink to it")
  default void aDirectoryRenamedAndReplacedByASymlinkToItIsCovered() {
    tree().mkdir("foo");
    tree().write("foo/a", "x");
    follow();
    after(
        () -> {
          tree().rename("foo", "bar");
          tree().symlink("bar", "foo");
        });
    settle();
    Recorded recorded = after(() -> tree().append("bar/a", bytes("y")));
    assertThat(recorded.names(path("foo/a"))).isFalse();
  }

  @Test
  @DisplayName("watchman test_more_moves: a directory goes away, returns, and receives a file")
  default void aDirectoryThatReturnsAndReceivesAFileIsCovered() {
    follow();
    after(
        () -> {
          tree().write("a", "");
          tree().mkdir("d1");
          tree().mkdir("d2");
          tree().rename("d1", "d2/d1");
          tree().rename("d2/d1", "d1");
          tree().rename("a", "d1/a");
        });
    settle();
    after(() -> tree().append("d1/a", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_even_more_moves: directories in and out of another, twice")
  default void directoriesMovedInAndOutOfAnotherTwiceAreCovered() {
    follow();
    after(
        () -> {
          tree().mkdir("d1");
          tree().mkdir("d2");
          tree().mkdir("d3");
        });
    settle();
    for (int round = 0; round < 2; round++) {
      after(
          () -> {
            tree().rename("d1", "d3/d1");
            tree().rename("d2", "d3/d2");
            tree().write("d3/d1/in", "x");
            tree().rename("d3/d1", "d1");
            tree().rename("d3/d2", "d2");
          });
    }
    settle();
    after(
        () -> {
          tree().rename("d1", "t");
          tree().rename("d2", "d1");
          tree().rename("t", "d3/d2");
          tree().write("d1/late", "x");
          tree().write("d3/d2/late", "x");
        });
    settle();
    after(() -> tree().append("d3/d2/late", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_dir_move.atomicMove: another tree takes the name at once")
  default void anotherTreeThatTakesTheNameAtOnceIsCovered() {
    populate("dir");
    populate("other");
    follow();
    after(
        () -> {
          tree().rename("dir", "aside");
          tree().rename("other", "dir");
        });
    settle();
    after(() -> tree().append("dir/sub/f", bytes("y")));
    after(() -> tree().append("aside/sub/f", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_dir_move.NonAtomicMove: a tree is removed and built again later")
  default void aTreeRemovedAndBuiltAgainLaterIsCovered() {
    populate("dir");
    follow();
    after(() -> tree().removeTree("dir"));
    settle();
    after(() -> populate("dir"));
    settle();
    after(() -> tree().append("dir/sub/f", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_remove_then_add: the same tree again in the same batch")
  default void aTreeRemovedAndBuiltAgainAtOnceIsCovered() {
    populate("dir");
    follow();
    after(
        () -> {
          tree().removeTree("dir");
          populate("dir");
        });
    settle();
    after(() -> tree().append("dir/sub/f", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_remove: a file takes the name of a removed tree")
  default void aFileThatTakesTheNameOfARemovedTreeIsCovered() {
    populate("one");
    populate("two");
    follow();
    after(() -> tree().removeTree("one"));
    after(
        () -> {
          tree().removeTree("two");
          tree().write("two", "a file now");
          tree().write("one", "a file now");
        });
    after(() -> tree().append("one", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_two_deep: a file written in a directory made two levels down")
  default void aFileInADirectoryMadeTwoLevelsDownIsCovered() {
    follow();
    after(
        () -> {
          tree().mkdir("foo");
          tree().mkdir("foo/bar");
          tree().write("foo/bar/111", "111");
        });
    settle();
    Recorded recorded = after(() -> tree().append("foo/bar/111", bytes("1")));
    assertThat(recorded.names(path("foo/bar/111"), ChangeBits.CONTENT)).isTrue();
  }

  @Test
  @DisplayName("watchman test_bsdish: files beside directories, written and removed by turns")
  default void filesBesideDirectoriesByTurnsAreCovered() {
    tree().mkdirs("foo/bar");
    tree().write("foo/111", "1");
    tree().write("foo/bar/222", "2");
    follow();
    after(() -> tree().append("foo/bar/222", bytes("y")));
    after(() -> tree().unlink("foo/bar/222"));
    after(() -> tree().rmdir("foo/bar"));
    after(() -> tree().append("foo/111", bytes("y")));
  }

  private void populate(String directory) {
    tree().mkdirs(directory + "/sub/deeper");
    tree().write(directory + "/sub/f", "x");
    tree().write(directory + "/sub/deeper/g", "x");
    tree().write(directory + "/h", "x");
  }
}
