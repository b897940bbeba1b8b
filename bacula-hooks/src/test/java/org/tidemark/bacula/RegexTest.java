package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexTest {
  @ParameterizedTest
  @CsvSource({
    "*.lock, [^/]*\\.lock",
    "a?b, a[^/]b",
    "[!a-z]x, [^a-z]x",
    "[]a]x, []a]x",
    "\\*, \\*",
    "a+(b)|c$, a\\+\\(b\\)\\|c\\$",
    "[open, \\[open",
  })
  void globsBecomeRegularExpressions(String glob, String expected) {
    assertThat(Regex.of(glob)).isEqualTo(expected);
  }
}
