package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.ScratchFilesystem;

/**
 * The directory to which a configured path leads is followed, and what may be missed on the way is
 * a gap.
 */
class FollowedRootsTest extends SourceSetFixture {
  @Test
  void aRootThatDoesNotExistIsOneClearMessage() {
    PathBytes missing = PathBytes.ofUtf8("/nonexistent/tidemark");
    assertThatThrownBy(() -> SourceSet.resolveRoot(kernel, missing, false, Exclusions.NONE))
        .isInstanceOf(TidemarkException.class)
        .hasMessage("cannot watch /nonexistent/tidemark: there is no such directory");
  }

  @Test
  void aFileIsNoRoot() {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.write("f", "x");
    PathBytes file = tree.path("f");
    assertThatThrownBy(() -> SourceSet.resolveRoot(kernel, file, false, Exclusions.NONE))
        .isInstanceOf(TidemarkException.class)
        .hasMessage("cannot watch " + file + ": it is not a directory");
  }

  @Test
  void aSymlinkedRootIsNamedByTheDirectoryItLeadsTo() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("real\u00ff");
    tree.symlink("real\u00ff", "link");
    Root root = SourceSet.resolveRoot(kernel, tree.path("link"), false, Exclusions.NONE);
    assertThat(root.path()).isEqualTo(tree.path("real\u00ff"));
    assertThat(root.configured()).isEqualTo(tree.path("link"));
  }

  @Test
  void aMissingRootIsAnOpenGapUntilItIsBack() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("root");
    follow(tree.path("root"));
    tree.rename("root", "away");
    set.check();
    assertThat(harness.drain().gapsStillOpen())
        .containsEntry(tree.path("root"), Set.of(Reason.ROOT_MISSING));

    tree.rename("away", "root");
    set.check();
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    assertFollows(tree, "root/f");
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "INOTIFY"})
  void aReplacedRootIsAGapAndFollowed(SourceChoice choice) throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("root");
    follow(tree.path("root"), false, choice);
    tree.rename("root", "away");
    tree.mkdir("root");
    tree.write("root/meanwhile", "x");

    set.check();
    Recorded recorded = harness.settle();

    assertThat(recorded.gapsOpened().get(tree.path("root"))).contains(Reason.ROOT_REPLACED);
    assertThat(harness.drain().gapsStillOpen()).isEmpty();
    assertFollows(tree, "root/f");
  }

  @Test
  void aRepointedSymlinkMovesTheRootHazard5() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdir("one");
    tree.mkdir("two");
    tree.symlink("one", "current");
    follow(tree.path("current"));
    tree.unlink("current");
    tree.symlink("two", "current");

    set.check();

    assertThat(moved).extracting(Root::path).containsExactly(tree.path("two"));
    assertThat(set.roots()).extracting(Root::path).containsExactly(tree.path("two"));
    assertThat(harness.drain().gapsClosed().get(tree.path("two"))).contains(Reason.ROOT_REPLACED);
    assertFollows(tree, "two/f");
  }

  @Test
  void aSwitchOfAnAncestorIsNoticedWithoutACheckHazard5() throws TidemarkException {
    ByteTree tree = tree(ScratchFilesystem.Kind.EXT4);
    tree.mkdirs("p/q/root");
    tree.mkdirs("new/q/root");
    follow(tree.path("p/q/root"));
    tree.rename("p", "old");
    tree.rename("new", "p");

    Recorded recorded = harness.drain();
    set.maintain();

    assertThat(recorded.subtrees())
        .containsEntry(tree.path("p/q/root"), Set.of(Reason.ANCESTOR_CHANGED));
    assertThat(harness.drain().gapsClosed().get(tree.path("p/q/root")))
        .contains(Reason.ROOT_REPLACED);
    assertFollows(tree, "p/q/root/f");
  }
}
