package org.tidemark.journal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * How a command ended.
 *
 * @param out stdout, one character per byte
 */
record Answer(int exit, String out, String err) {
  /** Lines in which the command speaks for itself; hints and the log are other lines. */
  List<String> complaints() {
    return err.lines().filter(line -> line.startsWith("tidemark: ")).toList();
  }

  /** Stdout of a command that must have worked. */
  String orFail() {
    assertThat(exit).as("exit code; %s", this).isZero();
    return out;
  }

  /** Asserts that it failed so, with one clear message. */
  void isRefused(int expectedExit, String... words) {
    assertThat(exit).as("exit code; %s", this).isEqualTo(expectedExit);
    assertThat(complaints()).as("messages").singleElement().asString().contains(words);
    assertThat(err).doesNotContain("\tat ").doesNotContain("Exception");
  }
}
