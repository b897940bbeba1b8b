package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tidemark.journal.testing.Invocation;

/** Whatever is wrong with a call, there is one message that says so, and its exit code. */
class BadInputTest {
  @TempDir Path folder;

  static List<Arguments> wrongCalls() {
    return List.of(
        wrong(2, "a command is missing"),
        wrong(2, "a command is missing; there are open, list", "window"),
        wrong(2, "a command is missing", "consumer"),
        wrong(2, "'reboot'", "reboot"),
        wrong(2, "PATH", "audit"),
        wrong(2, "'restore-all'", "restore-all"),
        wrong(2, "'stat'", "stat"),
        wrong(2, "--colour", "status", "--colour"),
        wrong(2, "--chec", "status", "--chec"),
        wrong(2, "'maybe'", "status", "--check=maybe"),
        wrong(2, "'extra'", "status", "extra"),
        wrong(2, "'@file'", "status", "@file"),
        wrong(2, "--state", "status", "--state"),
        wrong(2, "--state", "status", "--state", "/a", "--state", "/b"),
        wrong(2, "not an absolute path: relative", "changes", "relative"),
        wrong(2, "not an absolute path: %FF%0A", "changes", "\u00ff\n"),
        wrong(2, "'..' in a path", "changes", "/a/../b"),
        wrong(2, "neither a position", "changes", "--since", "yesterday"),
        wrong(2, "no such form of list", "changes", "--format", "xml"),
        wrong(2, "W", "window", "list"),
        wrong(2, "'x'", "window", "list", "x"),
        wrong(2, "99999999999999999999", "window", "commit", "99999999999999999999"),
        wrong(2, "--consumer", "window", "open"),
        wrong(2, "not a consumer name", "window", "open", "--consumer", "a b"),
        wrong(2, "not a consumer name", "window", "open", "--consumer", ""),
        wrong(2, "none of full", "window", "open", "--consumer", "c", "--level", "half"),
        wrong(2, "none of auto", "daemon", "--source", "dnotify"),
        wrong(2, "not an absolute path", "daemon", "--watch", "srv"),
        wrong(3, "does not exist", "status", "--config", "FOLDER/missing.conf"),
        wrong(3, "does not exist", "status", "--state", "FOLDER", "--config", "FOLDER/missing"),
        wrong(3, "cannot read the configuration", "status", "--config", "FOLDER"),
        wrong(3, "bad.conf:2: unknown key 'x'", "status", "--config", "FOLDER/bad.conf"),
        wrong(3, "valid UTF-8", "status", "--state", "/\u00ff"),
        wrong(3, "the path is empty", "status", "--state", ""),
        wrong(3, "nothing to watch", "daemon", "--config", "FOLDER/empty.conf"),
        wrong(4, "no daemon answers", "status", "--state", "FOLDER"),
        wrong(4, "no daemon answers", "status", "--state", "FOLDER/missing"),
        wrong(4, "no daemon answers", "status", "--state", "FOLDER/bad.conf"),
        wrong(4, "no daemon answers", "changes", "/", "--state", "FOLDER"),
        wrong(4, "no daemon answers", "window", "commit", "1", "--state", "FOLDER"),
        wrong(4, "no daemon answers", "consumer", "list", "--state", "FOLDER"));
  }

  private static Arguments wrong(int exit, String message, String... arguments) {
    return Arguments.of(exit, message, List.of(arguments));
  }

  @ParameterizedTest
  @MethodSource("wrongCalls")
  void saysWhatIsWrongAndExitsWithItsCode(int exit, String message, List<String> arguments)
      throws Exception {
    Files.writeString(folder.resolve("bad.conf"), "[journal]\nx = y\n");
    Files.writeString(folder.resolve("empty.conf"), "");

    Invocation call =
        Invocation.of(
            arguments.stream()
                .map(argument -> argument.replace("FOLDER", folder.toString()))
                .toArray(String[]::new));

    call.isRefused(exit, message);
  }

  @Test
  void aUsageErrorNamesTheHelpOfItsCommand() {
    assertThat(Invocation.of("window", "list", "--nonsense").err())
        .contains("See 'tidemark window list --help'.");
  }
}
