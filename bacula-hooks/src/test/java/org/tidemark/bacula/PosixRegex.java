package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import org.tidemark.journal.testing.Programs;

/**
 * The C library's extended regular expressions in a UTF-8 locale, as bacula-fd has them there: bash
 * calls regcomp and regexec with what it is given. Stateless.
 */
final class PosixRegex {
  private PosixRegex() {}

  /** Texts with one character per byte. */
  static boolean matches(String expression, String text) {
    String compare = "printf -v e %b \"$1\"; printf -v t %b \"$2\"; [[ $t =~ $e ]]";
    Programs.Result result =
        Programs.run(
            "env",
            "LC_ALL=C.UTF-8",
            "bash",
            "-c",
            compare,
            "bash",
            escaped(expression),
            escaped(text));
    assertThat(result.exitCode()).as(expression + ": " + result.output()).isIn(0, 1);
    return result.exitCode() == 0;
  }

  /** Whatever encoding Java has for arguments. */
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(value -> out.append(String.format("\\x%02x", value)));
    return out.toString();
  }
}
