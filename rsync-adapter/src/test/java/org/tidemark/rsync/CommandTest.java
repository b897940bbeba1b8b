package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.model.ExitCode;

/** The adapter as the command line of the journal finds it. */
class CommandTest {
  @TempDir private Path temporary;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return Main.run(List.of(arguments), out, errors);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void helpNamesEveryOptionOfTheBackup() {
    assertThat(run("rsync", "backup", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--consumer", "--source", "--dest", "--level", "--adopt", "--dry-run", "--json")
        .contains("Exit codes:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsync",
        "rsync backup",
        "rsync backup --consumer c --source /s",
        "rsync backup --consumer b\u00e4d --source /s --dest /d",
        "rsync backup --consumer c --source /s --dest /d --level differential",
      })
  void wrongUsageIsSaid(String line) {
    assertThat(run(line.split(" "))).isEqualTo(ExitCode.USAGE.number());
    assertThat(errors()).contains("tidemark: ");
  }

  @ParameterizedTest
  @CsvSource({
    "rsync expire --dest /d, nothing says which points to keep",
    "rsync expire --dest /d --keep-daily 0, nothing says which points to keep",
    "rsync expire --dest /d --keep-daily -1 --keep-last 3, fewer points than none cannot be kept",
    "rsync expire --dest /d --keep-daily 30d, --keep-daily",
    "rsync verify --dest /d --checksum, --checksum needs --full",
    "rsync verify --dest /d -- --bwlimit=1, needs --full",
    "rsync verify --dest /d --full --at 3, --full and --at exclude each other",
    "rsync backup --consumer c --source /s --dest /d -- --frobnicate, --frobnicate is refused",
    "rsync backup --consumer c --source /s --dest /d --proof weekly, --proof weekly",
  })
  void whatIsWrongWithTheUsageIsNamed(String line, String said) {
    assertThat(run(line.split(" "))).as(errors()).isEqualTo(ExitCode.USAGE.number());
    assertThat(errors()).contains(said);
  }

  @Test
  void withoutADaemonNothingIsTouched() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    tree.shell("mkdir state");
    int exit =
        run(
            "rsync",
            "backup",
            "--state",
            temporary.resolve("state").toString(),
            "--consumer",
            "c",
            "--source",
            tree.source.latin1(),
            "--dest",
            tree.mirror.latin1());
    assertThat(exit).as(errors()).isEqualTo(ExitCode.NO_DAEMON.number());
    assertThat(tree.shell("ls")).isEqualTo("src\nstate\n");
  }
}
