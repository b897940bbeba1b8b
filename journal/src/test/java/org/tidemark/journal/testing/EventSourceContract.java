package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.source.Drain;
import org.tidemark.journal.source.EventSource;

/**
 * What every source owes: never too few paths. Each test follows a folder, changes it, drains once
 * as a flush barrier does, and then compares what was told with all that lstat and reading show
 * ({@link TreeSnapshot#missedBy}); where a test asserts more, its name says so.
 *
 * <p>A subclass opens the source and names the kind of filesystem. All tests of a class share one
 * filesystem; each has folders of its own: the root, and one outside of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EventSourceContract {
  private static final String LONG_NAME = "x".repeat(251) + "\u00ff\u00fe\u0001\n";

  private ScratchFilesystem filesystem;
  private int number;

  /** The followed tree. */
  protected ByteTree tree;

  /** A folder on the same filesystem outside the root. */
  protected ByteTree outside;

  protected SourceHarness harness;

  /** A source for the root, not yet attached and not started. */
  protected abstract EventSource open(Root root, Drain drain);

  /** The filesystem to run on. */
  protected ScratchFilesystem.Kind kind() {
    return ScratchFilesystem.Kind.EXT4;
  }

  /** True if events carry the handle of the changed object, whatever name it was opened by. */
  protected abstract boolean reportsHandles();

  /** True if open(2) with O_TMPFILE works there. */
  protected boolean hasUnnamedFiles() {
    return true;
  }

  /** True if the end of a shared mapping gives an event when its descriptor was closed before. */
  protected boolean mappingsTellOfTheirEnd() {
    return true;
  }

  @BeforeAll
  void mountFilesystem() {
    filesystem = ScratchFilesystem.create(kind());
  }

  @AfterAll
  void unmountFilesystem() {
    if (filesystem != null) {
      filesystem.close();
    }
  }

  @BeforeEach
  void makeFolders() {
    ByteTree all = filesystem.tree();
    number++;
    all.mkdirs(number + "/root");
    all.mkdir(number + "/outside");
    tree = new ByteTree(all.path(number + "/root"));
    outside = new ByteTree(all.path(number + "/outside"));
    harness = new SourceHarness();
  }

  @AfterEach
  void closeSources() {
    harness.close();
  }

  /** The filesystem that the test runs on. */
  protected ScratchFilesystem filesystem() {
    return filesystem;
  }

  /** Begins to follow the tree as it is. */
  protected EventSource follow() {
    return follow(Exclusions.NONE);
  }

  /** As {@link #follow()}, leaving something out. */
  protected EventSource follow(Exclusions exclusions) {
    Root root = new Root(tree.top(), tree.top(), false, exclusions);
    EventSource source = open(root, harness);
    harness.start(source);
    return source;
  }

  /** Drains after the work and proves that nothing that can be seen was missed. */
  protected Recorded after(Runnable work) {
    TreeSnapshot before = TreeSnapshot.of(tree);
    work.run();
    Recorded recorded = harness.drain();
    TreeSnapshot later = TreeSnapshot.of(tree);
    assertThat(before.missedBy(recorded, later)).as("missed; told was: %s", recorded).isEmpty();
    return recorded;
  }

  /** Lets arming come to its end between two pieces of work; what it tells is covered anyway. */
  protected void settle() {
    Recorded unused = harness.settle();
  }

  protected PathBytes path(String name) {
    return tree.path(name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  // --- plain changes ----------------------------------------------------------------------------

  @Test
  void afterItsStartNothingIsInAGapAndNothingIsTold() {
    tree.mkdirs("a/b/c");
    tree.write("a/b/c/f", "x");
    follow();

    Recorded quiet = harness.drain();

    assertThat(quiet.gapsStillOpen()).isEmpty();
    assertThat(quiet.changes()).isEmpty();
  }

  @Test
  void aCreatedFileIsNamed() {
    follow();
    Recorded recorded = after(() -> tree.write("f", "x"));
    assertThat(recorded.names(path("f"), ChangeBits.CREATED)).isTrue();
    assertThat(recorded.gapsOpened()).isEmpty();
  }

  @Test
  void aWrittenFileIsNamedAndNotItsNeighbour() {
    tree.write("d", "x");
    tree.write("neighbour", "x");
    follow();
    Recorded recorded = after(() -> tree.append("d", bytes("more")));
    assertThat(recorded.names(path("d"), ChangeBits.CONTENT)).isTrue();
    assertThat(recorded.names(path("neighbour"))).isFalse();
  }

  @Test
  void aFileWrittenDeepBelowIsNamed() {
    tree.mkdirs("a/b/c/d");
    tree.write("a/b/c/d/f", "x");
    follow();
    Recorded recorded = after(() -> tree.overwrite("a/b/c/d/f", 0, bytes("y")));
    assertThat(recorded.names(path("a/b/c/d/f"), ChangeBits.CONTENT)).isTrue();
  }

  @Test
  void aWriteThatIsNotYetClosedIsNamed() {
    tree.write("f", "x");
    follow();
    try (ByteTree.OpenFile file = tree.open("f")) {
      Recorded recorded = after(() -> file.write(0, bytes("y")));
      assertThat(recorded.names(path("f"), ChangeBits.CONTENT)).isTrue();
    }
  }

  @Test
  void attributesOfAFileAreChanges() {
    assertAttributesAreChanges("f", () -> tree.write("f", "x"));
  }

  @Test
  void attributesOfADirectoryAreChanges() {
    assertAttributesAreChanges("d", () -> tree.mkdir("d"));
  }

  private void assertAttributesAreChanges(String name, Runnable make) {
    make.run();
    follow();
    assertNamed(name, () -> tree.chmod(name, 0700));
    assertNamed(name, () -> tree.chown(name, 12, 34));
    assertNamed(name, () -> tree.setModified(name, 86_400, 123_456_789));
    assertNamed(name, () -> tree.setModified(name, -86_400, 1));
    assertNamed(name, () -> tree.setAttribute(name, "user.tidemark", bytes("value")));
    assertNamed(name, () -> tree.removeAttribute(name, "user.tidemark"));
  }

  /** With any bits: setting only the modification time raises MODIFY, also on directories. */
  private void assertNamed(String name, Runnable work) {
    Recorded recorded = after(work);
    assertThat(recorded.names(path(name))).as("%s", recorded).isTrue();
  }

  @Test
  void attributesOfTheRootItselfAreChanges() {
    follow();
    Recorded recorded = after(() -> tree.chmod("", 0711));
    assertThat(recorded.names(path(""))).isTrue();
  }

  @Test
  void truncatedFilesAreNamed() {
    tree.write("shorter", "0123456789");
    tree.write("longer", "0123456789");
    tree.write("empty", "0123456789");
    follow();
    Recorded recorded =
        after(
            () -> {
              tree.truncate("shorter", 3);
              tree.truncate("longer", 100_000);
              tree.write("empty", "");
            });
    assertThat(recorded.names(path("shorter"), ChangeBits.CONTENT)).isTrue();
    assertThat(recorded.names(path("longer"), ChangeBits.CONTENT)).isTrue();
    assertThat(recorded.names(path("empty"), ChangeBits.CONTENT)).isTrue();
  }

  @Test
  @DisplayName("watchman big_file: a size above 4 GiB is an ordinary change")
  void aSizeAboveFourGibibytesIsAnOrdinaryChange() {
    tree.write("big", "x");
    follow();
    Recorded recorded =
        after(
            () -> {
              tree.truncate("big", (4L << 30) + 5);
              tree.truncate("big", 7);
            });
    assertThat(recorded.names(path("big"), ChangeBits.CONTENT)).isTrue();
  }

  @Test
  void aFileMappedAndUnmappedIsCovered() {
    tree.write("f", "0123456789");
    follow();
    after(
        () -> {
          try (ByteTree.OpenFile file = tree.open("f");
              SharedMapping mapping = file.map(10)) {
            mapping.write(2, bytes("ab"));
            mapping.sync();
          }
        });
  }

  @Test
  void aMappingThatOutlivesItsDescriptorIsCoveredWhenItEnds() {
    assumeTrue(mappingsTellOfTheirEnd(), "the event goes to the layer below this filesystem");
    tree.write("f", "0123456789");
    follow();
    SharedMapping mapping;
    try (ByteTree.OpenFile file = tree.open("f")) {
      mapping = file.map(10);
    }
    Recorded unused = harness.drain();
    after(
        () -> {
          mapping.write(2, bytes("ab"));
          mapping.close();
        });
  }

  // --- removal ----------------------------------------------------------------------------------

  @Test
  void aRemovedFileIsNamed() {
    tree.write("f", "x");
    follow();
    Recorded recorded = after(() -> tree.unlink("f"));
    assertThat(recorded.names(path("f"), ChangeBits.REMOVED)).isTrue();
  }

  @Test
  void aRemovedTreeIsCovered() {
    tree.mkdirs("a/b/c");
    tree.write("a/f", "x");
    tree.write("a/b/c/f", "x");
    follow();
    Recorded recorded = after(() -> tree.removeTree("a"));
    assertThat(recorded.names(path("a"), ChangeBits.REMOVED)).isTrue();
  }

  @Test
  void aNameCreatedAndRemovedInOneBatchStaysRemovedHazard2() {
    tree.write("existed", "x");
    follow();
    Recorded recorded =
        after(
            () -> {
              tree.unlink("existed");
              tree.write("existed", "again");
              tree.unlink("existed");
              tree.write("short", "x");
              tree.unlink("short");
            });
    assertThat(recorded.names(path("existed"), ChangeBits.REMOVED)).isTrue();
    assertThat(recorded.names(path("short"), ChangeBits.REMOVED)).isTrue();
  }

  @Test
  void aFileRemovedAndRecreatedUnderItsNameIsCovered() {
    tree.write("f", "x");
    follow();
    after(
        () -> {
          tree.unlink("f");
          tree.write("f", "x");
        });
  }

  @Test
  void anOpenFileWithoutNameDoesNoHarm() {
    tree.write("f", "x");
    tree.write("other", "x");
    follow();
    try (ByteTree.OpenFile file = tree.open("f")) {
      tree.unlink("f");
      file.write(0, bytes("into the void"));
    }
    Recorded recorded = after(() -> tree.append("other", bytes("y")));
    assertThat(recorded.coversRemoval(path("f"))).isTrue();
  }

  // --- renames ----------------------------------------------------------------------------------

  @Test
  void aRenamedFileIsNamedAtBothNames() {
    tree.mkdir("d");
    tree.write("f", "x");
    follow();
    Recorded within = after(() -> tree.rename("f", "g"));
    assertThat(within.names(path("f"), ChangeBits.REMOVED)).isTrue();
    assertThat(within.names(path("g"), ChangeBits.MOVED_IN)).isTrue();

    Recorded across = after(() -> tree.rename("g", "d/h"));
    assertThat(across.names(path("g"), ChangeBits.REMOVED)).isTrue();
    assertThat(across.names(path("d/h"), ChangeBits.MOVED_IN)).isTrue();
  }

  @Test
  void aRenamedDirectoryIsGoneAtItsOldNameAndASubtreeAtItsNew() {
    tree.mkdirs("old/sub");
    tree.write("old/sub/f", "x");
    follow();
    Recorded recorded = after(() -> tree.rename("old", "new"));
    assertThat(recorded.names(path("old"), ChangeBits.REMOVED)).isTrue();
    assertThat(recorded.inSubtree(path("new/sub/f"))).isTrue();
  }

  @Test
  void changesBelowARenamedDirectoryCarryItsNewName() {
    tree.mkdirs("a/old/sub");
    tree.mkdir("b");
    tree.write("a/old/sub/f", "x");
    tree.write("a/old/g", "x");
    follow();
    after(() -> tree.rename("a/old", "b/new"));
    settle();
    Recorded recorded =
        after(
            () -> {
              tree.append("b/new/sub/f", bytes("y"));
              tree.append("b/new/g", bytes("y"));
            });
    assertThat(recorded.names(path("b/new/sub/f"), ChangeBits.CONTENT)).isTrue();
    assertThat(recorded.names(path("b/new/g"), ChangeBits.CONTENT)).isTrue();
  }

  @Test
  void aDirectoryRenamedManyTimesInOneBatchIsCovered() {
    tree.mkdirs("a/x/deep");
    tree.mkdir("b");
    tree.write("a/x/deep/f", "x");
    follow();
    after(
        () -> {
          tree.write("a/x/one", "1");
          tree.rename("a/x", "b/y");
          tree.write("b/y/two", "2");
          tree.rename("b", "c");
          tree.write("c/y/three", "3");
          tree.rename("c/y", "a/z");
          tree.append("a/z/deep/f", bytes("4"));
        });
    settle();
    after(() -> tree.append("a/z/deep/f", bytes("5")));
  }

  @Test
  void aFileReplacedByRenameIsCovered() {
    tree.write("f", "old");
    follow();
    after(
        () -> {
          tree.write("f.tmp", "new");
          tree.rename("f.tmp", "f");
        });
  }

  @Test
  void anEmptyDirectoryReplacedByRenameIsCovered() {
    tree.mkdirs("full/sub");
    tree.write("full/sub/f", "x");
    tree.mkdir("empty");
    follow();
    after(() -> tree.rename("full", "empty"));
    settle();
    after(() -> tree.append("empty/sub/f", bytes("y")));
  }

  @Test
  void exchangedFilesAndDirectoriesAreCovered() {
    tree.mkdirs("one/sub");
    tree.write("one/sub/f", "1");
    tree.mkdirs("two/sub");
    tree.write("two/sub/f", "2");
    tree.write("file", "f");
    follow();
    after(() -> tree.exchange("one", "two"));
    settle();
    after(() -> tree.append("one/sub/f", bytes("now in one")));
    after(() -> tree.exchange("file", "two"));
    settle();
    after(() -> tree.append("file/sub/f", bytes("now below file")));
  }

  @Test
  void swappedDirectoriesAreSubtreesUnderBothNamesHazard10() {
    tree.mkdir("v1");
    tree.mkdir("v2");
    tree.write("v1/c", "1");
    tree.write("v2/c", "2");
    follow();
    Recorded recorded =
        after(
            () -> {
              tree.rename("v1", "t");
              tree.rename("v2", "v1");
              tree.rename("t", "v2");
            });
    assertThat(recorded.inSubtree(path("v1/c"))).isTrue();
    assertThat(recorded.inSubtree(path("v2/c"))).isTrue();
  }

  @Test
  void aTreeMovedInFromOutsideIsASubtreeAndFollowed() {
    outside.mkdirs("d/sub");
    outside.write("d/sub/f", "x");
    follow();
    Recorded recorded = after(() -> outside.renameInto("d", tree, "d"));
    assertThat(recorded.inSubtree(path("d/sub/f"))).isTrue();
    settle();
    after(() -> tree.append("d/sub/f", bytes("y")));
  }

  @Test
  void aFileMovedInFromOutsideIsNamed() {
    outside.write("f", "x");
    follow();
    Recorded recorded = after(() -> outside.renameInto("f", tree, "f"));
    assertThat(recorded.names(path("f"), ChangeBits.MOVED_IN)).isTrue();
  }

  @Test
  void aTreeMovedOutIsRemovedAndItsLaterChangesAreNoneOfOurs() {
    tree.mkdirs("d/sub");
    tree.write("d/sub/f", "x");
    follow();
    Recorded recorded = after(() -> tree.renameInto("d", outside, "d"));
    assertThat(recorded.names(path("d"), ChangeBits.REMOVED)).isTrue();
    settle();
    Recorded later = after(() -> outside.append("d/sub/f", bytes("y")));
    assertThat(later.names(path("d/sub/f"))).isFalse();
  }

  @Test
  void aTreeMovedOutChangedThereAndMovedBackIsCovered() {
    tree.mkdirs("d/sub");
    tree.write("d/sub/f", "x");
    follow();
    after(
        () -> {
          tree.renameInto("d", outside, "d");
          outside.append("d/sub/f", bytes("changed outside"));
          outside.write("d/sub/new", "x");
          outside.renameInto("d", tree, "d");
        });
    settle();
    after(() -> tree.append("d/sub/new", bytes("y")));
  }

  @Test
  void aTreeMovedOutAndBackInSeparateBatchesIsCovered() {
    tree.mkdirs("d/sub");
    tree.write("d/sub/f", "x");
    follow();
    after(() -> tree.renameInto("d", outside, "d"));
    settle();
    outside.append("d/sub/f", bytes("changed outside"));
    settle();
    after(() -> outside.renameInto("d", tree, "d"));
    settle();
    after(() -> tree.append("d/sub/f", bytes("y")));
  }

  // --- kinds of names ---------------------------------------------------------------------------

  @Test
  void linksSymlinksAndFifosAreNamed() {
    tree.write("f", "x");
    follow();
    Recorded recorded =
        after(
            () -> {
              tree.link("f", "hard");
              tree.symlink("\u00ffnowhere", "soft");
              tree.fifo("pipe");
            });
    assertThat(recorded.names(path("hard"), ChangeBits.CREATED)).isTrue();
    assertThat(recorded.names(path("soft"), ChangeBits.CREATED)).isTrue();
    assertThat(recorded.names(path("pipe"), ChangeBits.CREATED)).isTrue();
  }

  @Test
  void aReplacedSymlinkIsCovered() {
    tree.symlink("one", "link");
    follow();
    after(
        () -> {
          tree.symlink("two", "link.new");
          tree.rename("link.new", "link");
        });
  }

  @Test
  void aFileThatBecomesADirectoryAndAFileAgainIsCovered() {
    tree.write("n", "file");
    follow();
    after(
        () -> {
          tree.unlink("n");
          tree.mkdir("n");
          tree.write("n/below", "x");
        });
    settle();
    after(() -> tree.append("n/below", bytes("y")));
    after(
        () -> {
          tree.removeTree("n");
          tree.write("n", "file again");
        });
    after(() -> tree.append("n", bytes("y")));
  }

  @Test
  void aDirectoryThatFillsBeforeItCanBeSeenIsCovered() {
    follow();
    after(
        () -> {
          tree.mkdirs("a/b/c");
          tree.write("a/1", "x");
          tree.write("a/b/2", "x");
          tree.write("a/b/c/3", "x");
        });
    settle();
    Recorded recorded =
        after(
            () -> {
              tree.append("a/b/c/3", bytes("y"));
              tree.mkdirs("a/b/c/d/e");
              tree.write("a/b/c/d/e/4", "x");
            });
    assertThat(recorded.covers(path("a/b/c/d/e/4"))).isTrue();
  }

  @Test
  void changesBelowANewDirectoryAreCoveredWhateverTheMomentOfTheBarrier() {
    follow();
    after(() -> tree.mkdirs("a/b"));
    after(() -> tree.write("a/b/f", "x"));
    after(() -> tree.mkdirs("a/b/c"));
    after(() -> tree.append("a/b/f", bytes("y")));
    after(() -> tree.write("a/b/c/g", "x"));
  }

  @Test
  void namesOfAnyBytesComeThroughUnchanged() {
    List<String> names =
        List.of(
            "new\nline",
            "trailing ",
            " ",
            "\u00ff\u00fe",
            "#x",
            ";y",
            "-r",
            "%41",
            "\\",
            LONG_NAME);
    names.forEach(
        name -> {
          tree.mkdir(name);
          tree.write(name + "/" + name, "x");
        });
    follow();
    Recorded recorded =
        after(() -> names.forEach(name -> tree.append(name + "/" + name, bytes("y"))));
    names.forEach(
        name -> assertThat(recorded.names(path(name + "/" + name))).as("name %s", name).isTrue());
  }

  @Test
  void aFileWithoutNameIsCoveredWhenItGetsOne() {
    assumeTrue(hasUnnamedFiles(), "no O_TMPFILE on this filesystem");
    tree.mkdir("d");
    follow();
    try (ByteTree.OpenFile file = tree.openUnnamed("")) {
      file.append(bytes("before it has a name"));
      Recorded recorded = after(() -> tree.linkInto(file, "d/real"));
      assertThat(recorded.names(path("d/real"), ChangeBits.CREATED)).isTrue();
    }
  }

  @Test
  void laterWritesThroughAnUnnamedDescriptorAreFollowedToTheNameHazard8() {
    assumeTrue(hasUnnamedFiles(), "no O_TMPFILE on this filesystem");
    assumeTrue(reportsHandles(), "without handles an event of an unnamed file leads nowhere");
    tree.mkdir("d");
    follow();
    try (ByteTree.OpenFile file = tree.openUnnamed("")) {
      after(() -> tree.linkInto(file, "d/real"));
      after(() -> file.append(bytes("through the old descriptor")));
    }
  }

  @Test
  void aWriteThroughARemovedLinkIsFollowedToTheOtherNameHazard8() {
    assumeTrue(reportsHandles(), "without handles only the removed name is told");
    tree.mkdir("d");
    tree.write("h1", "x");
    tree.link("h1", "d/h2");
    follow();
    try (ByteTree.OpenFile file = tree.open("h1")) {
      tree.unlink("h1");
      Recorded unused = harness.drain();
      after(() -> file.append(bytes("y")));
    }
  }

  // --- watchman's integration tests -------------------------------------------------------------

  @Test
  @DisplayName("watchman test_fishy: a directory renamed and replaced by a symlink to it")
  void aDirectoryRenamedAndReplacedByASymlinkToItIsCovered() {
    tree.mkdir("foo");
    tree.write("foo/a", "x");
    follow();
    after(
        () -> {
          tree.rename("foo", "bar");
          tree.symlink("bar", "foo");
        });
    settle();
    Recorded recorded = after(() -> tree.append("bar/a", bytes("y")));
    assertThat(recorded.names(path("foo/a"))).isFalse();
  }

  @Test
  @DisplayName("watchman test_more_moves: a directory goes away, returns, and receives a file")
  void aDirectoryThatReturnsAndReceivesAFileIsCovered() {
    follow();
    after(
        () -> {
          tree.write("a", "");
          tree.mkdir("d1");
          tree.mkdir("d2");
          tree.rename("d1", "d2/d1");
          tree.rename("d2/d1", "d1");
          tree.rename("a", "d1/a");
        });
    settle();
    after(() -> tree.append("d1/a", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_even_more_moves: directories in and out of another, twice")
  void directoriesMovedInAndOutOfAnotherTwiceAreCovered() {
    follow();
    after(
        () -> {
          tree.mkdir("d1");
          tree.mkdir("d2");
          tree.mkdir("d3");
        });
    settle();
    for (int round = 0; round < 2; round++) {
      after(
          () -> {
            tree.rename("d1", "d3/d1");
            tree.rename("d2", "d3/d2");
            tree.write("d3/d1/in", "x");
            tree.rename("d3/d1", "d1");
            tree.rename("d3/d2", "d2");
          });
    }
    settle();
    after(
        () -> {
          tree.rename("d1", "t");
          tree.rename("d2", "d1");
          tree.rename("t", "d3/d2");
          tree.write("d1/late", "x");
          tree.write("d3/d2/late", "x");
        });
    settle();
    after(() -> tree.append("d3/d2/late", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_dir_move.atomicMove: another tree takes the name at once")
  void anotherTreeThatTakesTheNameAtOnceIsCovered() {
    populate("dir");
    populate("other");
    follow();
    after(
        () -> {
          tree.rename("dir", "aside");
          tree.rename("other", "dir");
        });
    settle();
    after(() -> tree.append("dir/sub/f", bytes("y")));
    after(() -> tree.append("aside/sub/f", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_dir_move.NonAtomicMove: a tree is removed and built again later")
  void aTreeRemovedAndBuiltAgainLaterIsCovered() {
    populate("dir");
    follow();
    after(() -> tree.removeTree("dir"));
    settle();
    after(() -> populate("dir"));
    settle();
    after(() -> tree.append("dir/sub/f", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_remove_then_add: the same tree again in the same batch")
  void aTreeRemovedAndBuiltAgainAtOnceIsCovered() {
    populate("dir");
    follow();
    after(
        () -> {
          tree.removeTree("dir");
          populate("dir");
        });
    settle();
    after(() -> tree.append("dir/sub/f", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_remove: a file takes the name of a removed tree")
  void aFileThatTakesTheNameOfARemovedTreeIsCovered() {
    populate("one");
    populate("two");
    follow();
    after(() -> tree.removeTree("one"));
    after(
        () -> {
          tree.removeTree("two");
          tree.write("two", "a file now");
          tree.write("one", "a file now");
        });
    after(() -> tree.append("one", bytes("y")));
  }

  @Test
  @DisplayName("watchman test_two_deep: a file written in a directory made two levels down")
  void aFileInADirectoryMadeTwoLevelsDownIsCovered() {
    follow();
    after(
        () -> {
          tree.mkdir("foo");
          tree.mkdir("foo/bar");
          tree.write("foo/bar/111", "111");
        });
    settle();
    Recorded recorded = after(() -> tree.append("foo/bar/111", bytes("1")));
    assertThat(recorded.names(path("foo/bar/111"), ChangeBits.CONTENT)).isTrue();
  }

  @Test
  @DisplayName("watchman test_bsdish: files beside directories, written and removed by turns")
  void filesBesideDirectoriesByTurnsAreCovered() {
    tree.mkdirs("foo/bar");
    tree.write("foo/111", "1");
    tree.write("foo/bar/222", "2");
    follow();
    after(() -> tree.append("foo/bar/222", bytes("y")));
    after(() -> tree.unlink("foo/bar/222"));
    after(() -> tree.rmdir("foo/bar"));
    after(() -> tree.append("foo/111", bytes("y")));
  }

  private void populate(String directory) {
    tree.mkdirs(directory + "/sub/deeper");
    tree.write(directory + "/sub/f", "x");
    tree.write(directory + "/sub/deeper/g", "x");
    tree.write(directory + "/h", "x");
  }

  // --- many, torn, excluded, hostile -------------------------------------------------------------

  @Test
  void manyEventsInOneReadAreAllCovered() {
    tree.mkdir("d");
    follow();
    after(
        () -> {
          for (int at = 0; at < 1_500; at++) {
            tree.write("d/file" + at, "x");
          }
        });
  }

  @Test
  void eventsTornApartByTheSmallestReadsAreAllCovered() {
    harness = new SourceHarness(SourceHarness.SMALLEST_READ, true);
    tree.mkdir("d");
    follow();
    after(
        () -> {
          for (int at = 0; at < 200; at++) {
            String name = "d/" + at + "x".repeat(200);
            tree.mkdir(name);
            tree.write(name + "/f", "x");
            tree.rename(name, "moved" + at);
          }
        });
    settle();
    after(
        () -> {
          for (int at = 0; at < 200; at++) {
            tree.append("moved" + at + "/f", bytes("y"));
          }
        });
  }

  @Test
  void whatHappensInAnExcludedDirectoryIsHarmless() {
    tree.mkdirs("skip.tmp/sub");
    tree.write("kept", "x");
    follow(Exclusions.of(List.of("*.tmp")));
    tree.write("skip.tmp/sub/f", "x");
    tree.removeTree("skip.tmp/sub");
    tree.mkdirs("skip.tmp/other/deep");
    tree.append("kept", bytes("y"));

    Recorded recorded = harness.drain();

    assertThat(recorded.names(path("kept"), ChangeBits.CONTENT)).isTrue();
    assertThat(recorded.gapsStillOpen()).isEmpty();
  }

  @Test
  void aTreeRenamedOutOfAnExcludedNameIsASubtree() {
    tree.mkdirs("new.tmp/sub");
    tree.write("new.tmp/sub/f", "x");
    follow(Exclusions.of(List.of("*.tmp")));
    tree.rename("new.tmp", "new");

    assertThat(harness.drain().inSubtree(path("new/sub/f"))).isTrue();
    settle();
    Recorded later = after(() -> tree.append("new/sub/f", bytes("y")));
    assertThat(later.covers(path("new/sub/f"))).isTrue();
  }

  @Test
  void theFilesystemCanBeUnmountedWhileItIsFollowed() {
    tree.mkdirs("a/b");
    follow();
    after(() -> tree.write("a/b/f", "x"));
    settle();
    boolean unmounted = filesystem.tryUnmount();
    Recorded unused = harness.drain();
    if (unmounted) {
      harness.close();
      filesystem.mount();
    }
    assertThat(unmounted).as("a source must not keep the filesystem busy").isTrue();
  }

  /** Without hard links, whose other names are the journal's business and not the source's. */
  @Test
  void randomWorkIsNeverMissed() {
    follow();
    Workload.Options options =
        Workload.Options.everything()
            .withLinks(Workload.Links.NONE)
            .withMaxNames(200)
            .withoutLongMappings();
    try (Workload workload = new Workload(tree, Workload.newSeed(), options)) {
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
  void hostileBytesNeverThrow() {
    EventSource source = follow();
    byte[] real = rawEvents(source);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      byte[] hostile = Mutations.of(real, random);
      try {
        source.decode(hostile, hostile.length, harness.sink());
        source.maintain(harness.sink());
        source.endBatch();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
    assertThat(source.descriptor()).isNotNegative();
  }

  @Test
  void aReadThatEndsInTheMiddleOfARecordIsAGap() {
    EventSource source = follow();
    byte[] real = rawEvents(source);
    source.decode(real, real.length - 3, harness.sink());

    assertThat(harness.drain().inGap(path("f"))).isTrue();
  }

  private byte[] rawEvents(EventSource source) {
    tree.mkdirs("a/b");
    tree.write("a/f", "x");
    tree.rename("a", "c");
    tree.unlink("c/f");
    tree.chmod("c", 0700);
    return harness.readRaw(source);
  }
}
