package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.restore.RestoreReport;
import org.tidemark.journal.restore.RestoreRequest;

/** What is said of names that have to be restored once more. */
class RestoreCleanOutputTest {
  private static List<String> said(String root) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        Console.of(
            OutputStream.nullOutputStream(), new PrintStream(err, true, StandardCharsets.UTF_8));
    PathBytes list = PathBytes.ofUtf8(root + ".fetch");
    RestoreRequest request =
        new RestoreRequest(PathBytes.ofUtf8(root), List.of(), null, null, null, false, false, list);
    new RestoreCleanOutput(console, false, request).end(new RestoreReport(0, 0, 0, 2, 0, true));
    return err.toString(StandardCharsets.UTF_8).lines().map(String::strip).toList();
  }

  @Test
  void aLineForTheShellGivesThemToBaculasConsole() {
    assertThat(said("/restored")).contains("bconsole </restored.fetch.console");
    assertThat(said("/it's old")).contains("bconsole <'/it'\\''s old.fetch.console'");
  }
}
