package org.tidemark.rsync.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.rsync.points.RestorePlan.Extent;

/** How many runs of rsync bring a state, and which of them come first. */
class CopyRunsTest {
  private final Image image = new Image();

  private static PathBytes path(String text) {
    return PathBytes.ofLatin1(text);
  }

  private void save(long step, String name) {
    ImageNode node = image.at(path(name));
    node.becomeCopy(new Origin(step, path(name)));
    node.describe(new Attributes('f', 0644, 0, 0, 0, 0, 1, 1, 1, 1), List.of());
  }

  private List<CopyRun> runs() {
    return new CopyRuns(RestorePlan.of(image, List.of(PathBytes.ROOT))).inOrder();
  }

  @Test
  void theMirrorItselfIsOneRun() {
    assertThat(runs()).hasSize(1);
    assertThat(runs().get(0).isDirectoryItself()).isTrue();
    assertThat(runs().get(0).isFromMirror()).isTrue();
  }

  @Test
  void whatOneStepSavedUnderTheSameNamesGoesTogetherAfterTheTrees() {
    save(2, "/a");
    save(2, "/d/b");
    save(3, "/d/c");
    image.move(path("/x"), path("/y/z"));
    assertThat(runs())
        .extracting(CopyRun::extent)
        .containsExactly(Extent.TREE, Extent.TREE, Extent.OBJECT, Extent.OBJECT);
    assertThat(runs().get(2).names()).containsExactly("a", "d/b");
    assertThat(runs().get(3).step()).isEqualTo(3);
  }

  @Test
  void theTreeAroundLeavesOutWhatComesFromElsewhereOrIsNotThere() {
    save(2, "/d/b");
    image.remove(path("/gone"));
    assertThat(runs().get(0).leftOut()).containsExactlyInAnyOrder("d/b", "gone");
  }

  @Test
  void theTreeAroundPutsNothingInThePlaceOfADirectoryThatLiesNowhere() {
    image.at(path("/d/e")).becomeDirectory();
    image.move(path("/x"), path("/d/e/m"));
    image.at(path("/d/e/n")).becomeDirectory();
    assertThat(runs().get(0).leftOut()).contains("d/e").doesNotContain("d/e/n");
  }

  @Test
  void aTreeOfAnotherNameComesAfterTheOneAroundIt() {
    image.move(path("/x"), path("/y/z"));
    CopyRun moved = runs().get(1);
    assertThat(runs()).hasSize(2);
    assertThat(moved.isDirectoryItself()).isTrue();
    assertThat(moved.from()).isEqualTo(path("/x"));
    assertThat(moved.to()).isEqualTo(path("/y/z"));
    assertThat(runs().get(0).leftOut()).containsExactlyInAnyOrder("x", "y/z");
  }
}
