package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.SourceHarness;

/** What happens above a root, or on the way of its configured path, is told of the root. */
class AncestorWatchHazard5Test {
  @TempDir Path folder;

  private final SourceHarness harness = new SourceHarness();
  private final List<Root> changed = new ArrayList<>();
  private ByteTree all;

  @BeforeEach
  void makeTree() throws Exception {
    all = new ByteTree(PathBytes.ofUtf8(folder.toRealPath().toString()));
    all.mkdirs("data/p/q/root");
    all.mkdirs("data/p.new/q/root");
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private Root root(String configured, String path) {
    return new Root(all.path(configured), all.path(path), false, Exclusions.NONE);
  }

  private void follow(Root... roots) throws KernelException {
    harness.start(AncestorWatch.open(new NativeKernel(), List.of(roots), changed::add));
    changed.clear();
  }

  private void assertChanged(Recorded recorded, Root root) {
    assertThat(recorded.subtrees().get(root.path())).containsExactly(Reason.ANCESTOR_CHANGED);
    assertThat(changed).contains(root);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void anAncestorReplacedByAnotherTreeMakesTheRootASubtree() throws Exception {
    Root root = root("data/p/q/root", "data/p/q/root");
    follow(root);
    all.rename("data/p", "data/x");
    all.rename("data/p.new", "data/p");
    assertChanged(harness.drain(), root);
  }

  @Test
  void anAncestorMovedAwayAndBackMakesTheRootASubtree() throws Exception {
    Root root = root("data/p/q/root", "data/p/q/root");
    follow(root);
    all.rename("data/p", "x");
    all.write("x/q/root/f", "written meanwhile");
    assertChanged(harness.drain(), root);
    changed.clear();
    all.rename("x", "data/p");
    assertChanged(harness.drain(), root);
  }

  @Test
  void aLinkOfTheConfiguredPathPointedElsewhereMakesTheRootASubtree() throws Exception {
    all.mkdir("links");
    all.symlink("../data/p", "links/current");
    all.symlink(new String(all.path("links/current").bytes(), StandardCharsets.ISO_8859_1), "top");
    Root root = root("top/q/root", "data/p/q/root");
    follow(root);
    all.symlink("../data/p.new", "links/next");
    assertThat(changed).isEmpty();
    all.rename("links/next", "links/current");
    assertChanged(harness.drain(), root);
  }

  @Test
  void aLinkInAChainOfLinksThatIsRemovedMakesTheRootASubtree() throws Exception {
    all.symlink("data/p", "one");
    all.symlink("./one", "two");
    Root root = root("two/q/root", "data/p/q/root");
    follow(root);
    all.unlink("one");
    assertChanged(harness.drain(), root);
    changed.clear();
    all.symlink("data/p.new", "one");
    assertChanged(harness.drain(), root);
  }

  @Test
  void theTreeThatTookThePlaceIsWatchedInItsTurn() throws Exception {
    Root root = root("data/p/q/root", "data/p/q/root");
    follow(root);
    all.rename("data/p", "data/x");
    all.rename("data/p.new", "data/p");
    assertChanged(harness.drain(), root);
    changed.clear();
    all.rename("data/p/q", "data/p/other");
    assertChanged(harness.drain(), root);
    changed.clear();
    all.rename("data/x/q", "data/x/other");
    assertThat(harness.drain().changes()).isEmpty();
    assertThat(changed).isEmpty();
  }

  @Test
  void theRootItselfRemovedAndMadeAgainIsASubtree() throws Exception {
    Root root = root("data/p/q/root", "data/p/q/root");
    follow(root);
    all.rmdir("data/p/q/root");
    all.mkdir("data/p/q/root");
    assertChanged(harness.drain(), root);
  }

  @Test
  void otherNamesInTheSameDirectoriesAreDropped() throws Exception {
    follow(root("data/p/q/root", "data/p/q/root"));
    all.mkdir("data/other");
    all.write("data/p/q/file", "x");
    all.rename("data/other", "data/another");
    all.mkdir("data/p/q/root/below");
    assertThat(harness.drain().changes()).isEmpty();
    assertThat(changed).isEmpty();
  }

  @Test
  void onlyTheRootsWhosePathItIsAreTold() throws Exception {
    Root one = root("data/p/q/root", "data/p/q/root");
    Root other = root("data/p.new/q/root", "data/p.new/q/root");
    follow(one, other);
    all.rename("data/p/q", "data/p/r");
    assertChanged(harness.drain(), one);
    assertThat(changed).containsOnly(one);
    changed.clear();
    all.rename("data", "moved");
    Recorded both = harness.drain();
    assertChanged(both, one);
    assertChanged(both, other);
  }

  @Test
  void anOverflowMakesEveryRootASubtree() throws Exception {
    Root root = root("data/p/q/root", "data/p/q/root");
    AncestorWatch watch = AncestorWatch.open(new NativeKernel(), List.of(root), changed::add);
    harness.start(watch);
    byte[] overflow = new byte[16];
    Arrays.fill(overflow, 0, 4, (byte) 0xff);
    overflow[5] = 0x40;
    watch.decode(overflow, overflow.length, harness.sink());
    assertChanged(harness.drain(), root);
  }

  @Test
  void bytesThatAreNoRecordMakeEveryRootASubtree() throws Exception {
    Root root = root("data/p/q/root", "data/p/q/root");
    AncestorWatch watch = AncestorWatch.open(new NativeKernel(), List.of(root), changed::add);
    harness.start(watch);
    watch.decode(bytes("short"), 5, harness.sink());
    assertChanged(harness.drain(), root);
  }
}
