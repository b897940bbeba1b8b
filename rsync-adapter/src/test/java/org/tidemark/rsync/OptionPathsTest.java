package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.host.RemoteShell;

/** What rsync writes by the user's own options does not become part of mirror or source. */
class OptionPathsTest {
  @TempDir private Path temporary;
  private final Programs programs = new Programs();
  private Mirrored tree;

  @BeforeEach
  void makeTree() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("echo 1 >src/a; mkdir dst other; ln -s dst link");
  }

  private BackupRequest with(String option) throws TidemarkException {
    BackupRequest plain = tree.request();
    return new BackupRequest(
        plain.consumer(),
        plain.source(),
        plain.destination(),
        Level.INCREMENTAL,
        false,
        false,
        UserOptions.parse(List.of(option)));
  }

  @ParameterizedTest
  @CsvSource({
    "--partial-dir=F/dst/.p, inside the mirror",
    "--partial-dir=F/dst, inside the mirror",
    "--partial-dir=F/other/../dst/.p, inside the mirror",
    "--partial-dir=F/link/.p, inside the mirror",
    "--partial-dir=F/dst.points/p, inside the points of the mirror",
    "--partial-dir=F/src/.p, inside the source",
    "--partial-dir=F/, 'beside the mirror, among its own files'",
    "--log-file=F/dst/log, inside the mirror",
    "--log-file=F/src/log, inside the source"
  })
  void whereRsyncMayNotWriteIsRefusedByNameWithTheReason(String option, String where)
      throws Exception {
    String given = option.replace("F", tree.folder.latin1());
    Mirrored.Outcome outcome = tree.backup(with(given));
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.text()).contains(given + " is refused: it would lie " + where);
    assertThat(tree.shell("ls -A dst src")).isEqualTo("dst:\n\nsrc:\na\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--partial-dir=F/other/.p", "--partial-dir=F/dst2", "--log-file=F/log"})
  void otherPlacesAreTheUsersOwn(String option) throws Exception {
    Mirrored.Outcome outcome = tree.backup(with(option.replace("F", tree.folder.latin1())));
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(ExitCode.DONE);
    tree.assertIdentical();
  }

  @Test
  void aDaemonsPathsBeginAtItsModule() throws Exception {
    Mirror mirror =
        Mirror.find(Destination.parse("rsync://host/module/a/dst"), programs, RemoteShell.SSH);
    Places places = Places.of(tree.request(), new ByteFiles(programs), mirror);
    OptionPaths paths =
        new OptionPaths(programs, places, new PointsPlace(Optional.empty(), List.of()));
    assertThatThrownBy(() -> paths.requireApart(options("--partial-dir=/b/../a//dst/./p")))
        .hasMessageContaining("inside the mirror");
    assertThatThrownBy(() -> paths.requireApart(options("--partial-dir=/a")))
        .hasMessageContaining("beside the mirror");
    assertThatCode(() -> paths.requireApart(options("--partial-dir=/dst/p")))
        .doesNotThrowAnyException();
  }

  private static UserOptions options(String option) throws TidemarkException {
    return UserOptions.parse(List.of(option));
  }
}
