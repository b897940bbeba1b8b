package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.ScratchFilesystem.Kind;

/**
 * Each way in which a tree can be out of sight, from its cause to the list and to what status says.
 */
class GapsOfMountsTest extends GapCausesFixture {
  @Test
  void anUnmountedFilesystemIsAnOpenGapUntilItIsBack() throws Exception {
    mount(Kind.EXT4);
    daemon.watch(tree.top());
    tidemark.next("c");

    filesystem.unmount();
    awaitGap("not-mounted open");
    assertThat(tidemark.run("status", "--check").err()).contains("mount the filesystem");
    filesystem.mount();

    assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " not-mounted");
    assertThat(tidemark.next("c")).isEmpty();
    assertThat(gaps()).isEmpty();
  }

  @Test
  void aRootMountedOverIsAGapOnTheWayInAndOut() throws Exception {
    mount(Kind.EXT4);
    daemon.watch(tree.top());
    tidemark.next("c");
    try (ScratchFilesystem other = ScratchFilesystem.create(Kind.TMPFS)) {
      other.mountAlsoAt(tree.top());
      assertThat(tidemark.next("c")).containsExactly("S " + tree.top() + " mounted-over");
      assertThat(tidemark.run("status", "--check").exit()).isIn(0, 7);
      other.unbind(tree.top());
    }

    assertThat(tidemark.next("c"))
        .hasSize(1)
        .allMatch(entry -> entry.startsWith("S " + tree.top() + " "));
    assertThat(tidemark.next("c")).isEmpty();
  }

  @Test
  void aRootRenamedAwayIsAnOpenGapAndAnotherInItsPlaceIsAGap() throws Exception {
    mount(Kind.TMPFS);
    tree.mkdirs("root");
    tree.mkdirs("other");
    daemon.watch(tree.path("root"));
    tidemark.next("c");

    tree.rename("root", "away");
    awaitGap("root-missing open");
    assertThat(tidemark.next("c")).containsExactly("S " + tree.path("root") + " root-missing");
    tree.rename("other", "root");
    awaitGap("root-replaced ended");

    assertThat(tidemark.next("c")).singleElement().asString().startsWith("S " + tree.path("root"));
    assertThat(tidemark.next("c")).isEmpty();
  }

  @Test
  void aNestedFilesystemMissingAtTheStartIsAnOpenGapUntilItIsBackHazard20() throws Exception {
    mount(Kind.TMPFS);
    tree.mkdirs("vol");
    String[] nested = {"[filesystem data]", "path = " + tree.top(), "nested = yes"};
    try (ScratchFilesystem volume = ScratchFilesystem.create(Kind.EXT4)) {
      volume.mountAlsoAt(tree.path("vol"));
      daemon.configured(nested);
      tidemark.next("c");
      daemon.stop();
      volume.unbind(tree.path("vol"));
      daemon.configured(nested);

      assertThat(gaps()).contains(tree.path("vol") + " not-mounted open");
      assertThat(tidemark.run("status", "--check").exit()).isEqualTo(7);
      tidemark.next("c");
      volume.mountAlsoAt(tree.path("vol"));
      assertThat(tidemark.next("c"))
          .singleElement()
          .asString()
          .startsWith("S " + tree.path("vol") + " ");
      assertThat(tidemark.run("status", "--check").err()).isEmpty();
      volume.unbind(tree.path("vol"));
    }
  }

  @Test
  void anotherFilesystemBelowANestedRootSinceTheStopIsAGapThatIsNotSortedByTime() throws Exception {
    mount(Kind.TMPFS);
    tree.mkdirs("vol");
    String[] nested = {"[filesystem data]", "path = " + tree.top(), "nested = yes"};
    String gap = tree.path("vol") + " mount-changed ended";
    try (ScratchFilesystem one = ScratchFilesystem.create(Kind.TMPFS);
        ScratchFilesystem two = ScratchFilesystem.create(Kind.TMPFS)) {
      daemon.configured(nested);
      tidemark.next("c");
      daemon.stop();
      one.bind(one.path(), tree.path("vol"));
      daemon.configured(nested);
      assertThat(gaps()).as("a new one").contains(gap);
      tidemark.next("c");
      daemon.stop();
      daemon.configured(nested);
      assertThat(gaps()).as("the same one").doesNotContain(gap);
      tidemark.next("c");
      daemon.stop();
      one.unbind(tree.path("vol"));
      two.bind(two.path(), tree.path("vol"));
      daemon.configured(nested);
      assertThat(gaps()).as("another one").contains(gap);
      daemon.stop();
      two.unbind(tree.path("vol"));
    }
  }
}
