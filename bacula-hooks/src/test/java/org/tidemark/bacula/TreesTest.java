package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.client.JournalClient.RootInfo;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;

class TreesTest {
  private static final JobName JOB = new JobName("Mail.2026-01-31_02.00.00_07");

  private static Trees trees(String... latin1) {
    return new Trees(Arrays.stream(latin1).map(PathBytes::ofLatin1).toList());
  }

  private static RootInfo root(String latin1) {
    return new RootInfo(PathBytes.ofLatin1(latin1), false, List.of());
  }

  private static Trees read(String words) throws TidemarkException {
    return Trees.of(Words.of(List.of(words.strip().split(" ")), Set.of("tree")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/mail",
        "/",
        "/a b/\"c'\\d",
        "/100%i/%j=20",
        "/line\nfeed/tab\t",
        "/caf\u00c3\u00a9/\u00ff",
        "/$HOME/`x`;#~*?"
      })
  void aPathIsTheSameBehindItsWordAndTheWordIsPlain(String latin1) throws TidemarkException {
    Trees trees = trees(latin1);

    assertThat(read(trees.words())).isEqualTo(trees);
    assertThat(trees.words()).matches(" tree=[A-Za-z0-9._/=-]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tree=", "tree=mail", "tree=/a%20b", "tree=/a=2", "tree=/a=2z", "tree=/a/../b"})
  void aWordInAnotherFormFailsTheJob(String word) {
    assertThatThrownBy(() -> read(word)).isInstanceOf(TidemarkException.class);
  }

  @Test
  void eachChoiceOfTreesIsAConsumerOfItsOwn() throws TidemarkException {
    assertThat(Trees.ALL.consumer(JOB)).isEqualTo(JOB.consumer());
    assertThat(trees("/a", "/b").consumer(JOB))
        .isEqualTo(trees("/b", "/a", "/a").consumer(JOB))
        .isNotEqualTo(trees("/a").consumer(JOB))
        .isNotEqualTo(trees("/a b").consumer(JOB))
        .isNotEqualTo(JOB.consumer());
  }

  @Test
  void aWatchedTreeInsideOfAChosenOneIsWalkedToo() {
    List<RootInfo> watched = List.of(root("/srv"), root("/srv/a/deep"), root("/home"));

    assertThat(trees("/srv/a").tops(watched)).isEqualTo(trees("/srv/a", "/srv/a/deep").paths());
    assertThat(Trees.ALL.tops(watched)).isEqualTo(trees("/srv", "/srv/a/deep", "/home").paths());
  }

  @Test
  void exclusionsOfTreesAboveAndBelowMatterAndOthersDoNot() {
    assertThat(trees("/srv/a").touch(root("/srv"))).isTrue();
    assertThat(trees("/srv/a").touch(root("/srv/a/deep"))).isTrue();
    assertThat(trees("/srv/a").touch(root("/srv/ab"))).isFalse();
    assertThat(Trees.ALL.touch(root("/home"))).isTrue();
  }

  @Test
  void aTreeThatNobodyWatchesIsRefused() throws TidemarkException {
    trees("/srv/a").check(List.of(root("/srv")));

    assertThatThrownBy(() -> trees("/srv/a", "/etc").check(List.of(root("/srv"))))
        .hasMessageContaining("/etc is not watched");
  }
}
