package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.PathBytes;

class ListableTest {
  @ParameterizedTest
  @ValueSource(strings = {"/a\nb", "/a ", "/a\t", "/a\r", "/d\n/f"})
  void whatALineWouldLoseIsNotListed(String path) {
    assertThat(Listable.is(PathBytes.ofLatin1(path))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/ a", "/a b", "/d /f", "/\u00ff", "/|a", "/<a"})
  void otherNamesAre(String path) {
    assertThat(Listable.is(PathBytes.ofLatin1(path))).isTrue();
  }

  @Test
  void theLineIsCutAt998Bytes() {
    PathBytes just = PathBytes.ofLatin1("/" + "a".repeat(997));

    assertThat(Listable.is(just)).isTrue();
    assertThat(Listable.is(PathBytes.ofLatin1(just.latin1() + "a"))).isFalse();
  }

  @Test
  void theParentIsTheNearestThatCanBeListed() {
    assertThat(Listable.parentOf(PathBytes.ofLatin1("/a/b\n/c/d"))).hasToString("/a");
    assertThat(Listable.parentOf(PathBytes.ofLatin1("/b\n/c"))).hasToString("/");
  }
}
