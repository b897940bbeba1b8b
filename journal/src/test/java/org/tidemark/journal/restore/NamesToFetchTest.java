package org.tidemark.journal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tidemark.journal.restore.RestoreFixture.at;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;

/** Hazard 14: a stale directory in the place of a file goes, and the file is fetched again. */
class NamesToFetchTest {
  @TempDir Path temp;
  private RestoreFixture on;

  @BeforeEach
  void prepare() throws Exception {
    on = new RestoreFixture(temp);
    on.full();
  }

  @Test
  void hazard14AStaleDirectoryGoesAndItsNameIsFetchedInASecondPass() throws Exception {
    on.tree.mkdir("data/d2f\n");
    on.file("data/d2f\n/x");
    on.increment(1, out -> out.created(at("d2f\n"), 'f'));
    Path list = Path.of(on.tree.top().latin1() + ".fetch.nul");
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.tree.list("data")).isEmpty();
    assertThat(Files.readString(list, StandardCharsets.ISO_8859_1)).isEqualTo("/data/d2f\n\0");

    assertThat(on.clean().exitCode()).as("it is not there yet").isEqualTo(ExitCode.PARTIAL);
    on.file("data/d2f\n");
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(list).doesNotExist();
    assertThat(on.tree.list("data")).containsExactly("d2f\n");
  }

  /** Bacula finds a directory only by the slash behind it. */
  @Test
  void hazard14ADirectoryToFetchHasASlashInTheLines() throws Exception {
    on.file("data/f2d");
    on.tree.mkdir("data/d2f");
    on.increment(
        1,
        out -> {
          out.created(at("f2d"), 'd');
          out.created(at("d2f"), 'f');
        });
    on.clean();
    Path lines = Path.of(on.tree.top().latin1() + ".fetch");
    assertThat(lines).hasContent("/data/d2f\n/data/f2d/\n");
    assertThat(Path.of(lines + ".nul")).hasContent("/data/d2f\0/data/f2d\0");
  }

  /** The console takes quotes and backslashes away, and in its tree words are patterns then. */
  @Test
  void hazard14NamesAreRestoredOneByOneByTheConsoleAndFromItsTreeWhereNoLineHoldsThem()
      throws Exception {
    on.tree.mkdirs("data/a \"[*]\\/b\n\u00ff");
    on.tree.mkdir("data/it's \"odd\" \\ ");
    on.file("data/n\n");
    on.tree.mkdir("data/r\r");
    on.file("data/s");
    on.increment(
        1,
        out -> {
          out.created(at("a \"[*]\\/b\n\u00ff"), 'f');
          out.created(at("it's \"odd\" \\ "), 'f');
          out.created(at("n\n"), 'd');
          out.created(at("r\r"), 'f');
          out.created(at("s"), 'd');
        });
    assertThat(on.clean().toFetch()).isEqualTo(5);

    Path script = Path.of(on.tree.top().latin1() + ".fetch.console");
    String restore =
        "restore where=\"" + on.tree.top().latin1() + "\" replace=always current select ";
    assertThat(Files.readString(script, StandardCharsets.ISO_8859_1).lines())
        .containsExactly(
            restore + "file=\"/data/it's \\\"odd\\\" \\\\ \" yes",
            restore + "file=\"/data/s/\" yes",
            restore + "yes",
            "cd /",
            "cd \"data\"",
            "cd \"a \\\"\\\\[\\\\*]\\\\\\\\\"",
            "mark \"b?\u00ff\"",
            "cd /",
            "cd \"data\"",
            "markdir \"n?\"",
            "cd /",
            "cd \"data\"",
            "mark \"r?\"",
            "done",
            "wait",
            "quit");
  }

  /** The tree does not hold it any more when the names of its directory are gone through again. */
  @Test
  void hazard14ANameOfAMovedDirectoryIsNotForgottenEither() throws Exception {
    on.tree.mkdirs("data/moved/d2f");
    on.file("data/moved/d2f/x");
    on.increment(
        1,
        out -> {
          out.names(at("moved"), "moved-in");
          out.name("d2f".getBytes(StandardCharsets.US_ASCII), 'f');
        });
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);

    assertThat(on.clean().exitCode()).as("it is not there yet").isEqualTo(ExitCode.PARTIAL);
    on.file("data/moved/d2f");
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
  }

  /** Into the same folder, after the tree was taken away. */
  @Test
  void namesToFetchThatAnotherRestoreLeftOverAreDropped() throws Exception {
    Path list = Path.of(on.tree.top().latin1() + ".fetch");
    Files.writeString(Path.of(list + ".nul"), "/data/of-another\0");
    Files.writeString(Path.of(list + ".chain"), "c\nanother-journal 7\n");

    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(on.notes()).singleElement().asString().contains("left over by a restore");
    assertThat(Path.of(list + ".nul")).doesNotExist();
    assertThat(Path.of(list + ".chain")).doesNotExist();
  }

  @Test
  void namesToFetchOfAnotherConsumerAreNotTouched() throws Exception {
    on.tree.mkdirs("data/d2f");
    on.increment(1, out -> out.created(at("d2f"), 'f'));
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    Path list = Path.of(on.tree.top().latin1() + ".fetch.nul");
    Path others = Files.createDirectory(on.folder.resolveSibling("other"));
    RestoreFixture.write(others, "other", RestoreFixture.JOURNAL, 9, Level.FULL, 0, 10, out -> {});

    assertThatThrownBy(() -> on.of("other").clean())
        .isInstanceOf(TidemarkException.class)
        .hasMessageContaining("for another consumer, c;");
    assertThat(list).hasContent("/data/d2f\0");
  }

  @Test
  void hazard14AStaleDirectoryWithSomethingNewerInItStaysAndIsNotForgotten() throws Exception {
    on.tree.mkdir("data/d");
    on.file("data/d/x");
    on.tree.setModified("data/d/x", RestoreFixture.MADE / 1000 + 60, 1);
    on.increment(1, out -> out.created(at("d"), 'l'));
    assertThat(on.clean().exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(on.told()).containsExactly("kept /data/d/x", "fetch /data/d");
  }
}
