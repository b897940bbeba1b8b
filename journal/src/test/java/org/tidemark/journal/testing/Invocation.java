package org.tidemark.journal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tidemark.journal.cli.Main;

/**
 * One run of the command line inside this JVM.
 *
 * @param out with one character per byte
 */
public record Invocation(int exit, String out, String err) {
  /** Runs it. */
  public static Invocation of(String... latin1Arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    int exit = Main.run(List.of(latin1Arguments), out, errors);
    return new Invocation(
        exit, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.UTF_8));
  }

  /** Asserts that it failed so, with one message, and printed nothing. */
  public void isRefused(int expectedExit, String message) {
    assertThat(exit).as(err).isEqualTo(expectedExit);
    assertThat(out).isEmpty();
    assertThat(err).startsWith("tidemark: ").contains(message);
    assertThat(err.lines().filter(line -> line.startsWith("tidemark: "))).hasSize(1);
    assertThat(err).doesNotContain("\tat ").doesNotContain("Exception", "unexpectedly");
  }
}
