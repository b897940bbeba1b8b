package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.Exclusions;

class RegexTest {
  /** é as UTF-8 has it, one character per byte. */
  private static final String ACCENTED = "\u00c3\u00a9";

  @ParameterizedTest
  @CsvSource({
    "*.lock, [^/]*\\.lock",
    "[a-c]x, [abc]x",
    "[]a]x, []a]x",
    "[a-]x, [a-]x",
    "[]^-]x, []^-]x",
    "[-^]x, [-^]x",
    "[.]x, \\.x",
    "[ab][ab]x, [ab]{2}x",
    "\\*, \\*",
    "a+(b)|c$, a\\+\\(b\\)\\|c\\$",
    "[open, \\[open",
  })
  void globsBecomeRegularExpressions(String glob, String expected) {
    assertThat(Regex.of(glob)).hasValue(expected);
  }

  /** What Bacula leaves out of a Full and Tidemark does not is in no backup. */
  @ParameterizedTest
  @ValueSource(
      strings = {"?", "??", "a?", "a???", "[!a-z]", "[^a-z]", "[+-9]", "[!]^-]", "[!x]*", "[[-^]?"})
  void noneMatchesMoreThanItsGlob(String glob) {
    Exclusions exclusions = Exclusions.of(List.of(glob));
    List<String> names =
        List.of("a", "b", "/", "]", "^", "-", "[", "\\", "ab", "a/", "a/b", "/a", "abcd", "[a");
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      boolean excluded = name.indexOf('/') < 0 && exclusions.excludesName(bytes, 0, bytes.length);
      assertThat(matches(glob, name)).as("%s and %s", glob, name).isEqualTo(excluded);
    }
  }

  /** Where the locale of bacula-fd says so, both bytes are one character. */
  @ParameterizedTest
  @ValueSource(strings = {"cache?", "cache[!a-z]", "cache[!a-z]?", "cache[x" + ACCENTED + "]"})
  void aCharacterOfTwoBytesIsNotTakenForOneByte(String glob) {
    assertThat(matches(glob, "cache" + ACCENTED)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache*", "cache" + ACCENTED, "c?che" + ACCENTED})
  void butWhatTakesAllItsBytesMatches(String glob) {
    assertThat(matches(glob, "cache" + ACCENTED)).isTrue();
  }

  @Test
  void aClassOfOtherBytesOnlyIsNoExpression() {
    assertThat(Regex.of("cache[" + ACCENTED + "]")).isEmpty();
  }

  private static boolean matches(String glob, String name) {
    return PosixRegex.matches("^" + Regex.of(glob).orElseThrow() + "$", name);
  }
}
