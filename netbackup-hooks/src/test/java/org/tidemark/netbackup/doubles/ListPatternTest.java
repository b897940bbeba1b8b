package org.tidemark.netbackup.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The syntax of the lists. */
class ListPatternTest {
  private static ListPattern parse(String line) {
    return ListPattern.parse(line, Behaviours.usual());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/b            | /a/b",
        "/a/\\*          | /a/*",
        "/a/\\?\\[\\]    | /a/?[]",
        "/a/\\{b,c\\}    | /a/{b,c}",
        "/a\\b           | /a\\b",
        "/a\\\\b         | /a\\\\b",
        "/a\\\\\\*b      | /a\\\\*b",
        "/a\\            | /a\\",
        "/a b            | /a b",
        "/a,b            | /a,b",
      })
  void aLineIsAFullPath(String line, String path) {
    assertThat(parse(line).fullPath()).contains(path);
    assertThat(parse(line).matches(path, false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a/b", "/a/*", "/a/?", "/a/[bc]", "/a/]", "/a/{b,c}", "*", "/a\\\\}{"})
  void aLineIsNoFullPath(String line) {
    assertThat(parse(line).fullPath()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.tmp     | /x/a.tmp   | true",
        "*.tmp     | /x/a.tmp.b | false",
        "core      | /x/y/core  | true",
        "/x/*      | /x/y       | true",
        "/x/*      | /x/y/z     | false",
        "/x/?      | /x/y       | true",
        "/x/[a-c]  | /x/b       | true",
        "/x/[a-c]  | /x/d       | false",
        "/x/{b,cd} | /x/cd      | true",
        "/x/{b,cd} | /x/c       | false",
        "/x/a+b    | /x/a+b     | true",
        "/x/a+b    | /x/aab     | false",
        "/         | /x         | false",
      })
  void aPatternMatchesOrNot(String line, String path, boolean matches) {
    assertThat(parse(line).matches(path, false)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x/d/", "d/"})
  void aSlashAtTheEndMeansDirectories(String line) {
    assertThat(parse(line).matches("/x/d", true)).isTrue();
    assertThat(parse(line).matches("/x/d", false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "*", "/*"})
  void threeLinesMeanEverything(String line) {
    assertThat(parse(line).isEverything()).isTrue();
    assertThat(parse("/a").isEverything()).isFalse();
  }
}
