package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;

class FailuresTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Failures failures(boolean debug) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Failures(Console.of(OutputStream.nullOutputStream(), stream), debug);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void aKnownErrorHasTheCodeItCarries(ExitCode code) {
    int exit = failures(false).report(new TidemarkException(code, "cannot x /a", "Do y."));

    assertThat(exit).isEqualTo(code.number());
    assertThat(said()).isEqualTo("tidemark: cannot x /a\n  Do y.\n");
  }

  static List<Arguments> others() {
    return List.of(
        Arguments.of(new IOException("the list is cut short"), "the list is cut short"),
        Arguments.of(new KernelException("inotify_add_watch", "/a", 28), "inotify_add_watch /a"),
        Arguments.of(new IllegalStateException("bug"), "failed unexpectedly: "));
  }

  @ParameterizedTest
  @MethodSource("others")
  void everythingElseIsAFailureInOneMessage(Exception failure, String message) {
    assertThat(failures(false).report(failure)).isEqualTo(1);
    assertThat(said()).startsWith("tidemark: ").contains(message).doesNotContain("\tat ");
  }

  @Test
  void aStackTraceIsForDebuggingOnly() {
    failures(true).report(new TidemarkException(ExitCode.FAILED, "x", ""));

    assertThat(said()).startsWith("tidemark: x\n").contains("\tat ");
  }

  @Test
  void bytesOfNamesCannotMoveTheCursor() {
    failures(false).report(new IOException("\u001b[2J\u00ff\u007f \u20ac"));

    assertThat(said()).isEqualTo("tidemark: %1B[2J%FF%7F \u20ac\n");
  }
}
