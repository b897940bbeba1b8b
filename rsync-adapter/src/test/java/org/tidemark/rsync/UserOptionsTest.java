package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.RemoteShell;

/**
 * The user's own options: taken, ignored since they are given anyway, or refused with the reason.
 */
class UserOptionsTest {
  private static UserOptions parse(String... words) throws TidemarkException {
    return UserOptions.parse(List.of(words));
  }

  @Test
  void whatKeepsThePromisesIsHandedOver() throws Exception {
    UserOptions options =
        parse("-zS", "--bwlimit=10m", "--block-size", "4096", "-B8192", "--no-W", "--info=stats2");
    assertThat(options.options())
        .containsExactly(
            "--compress",
            "--sparse",
            "--bwlimit=10m",
            "--block-size=4096",
            "--block-size=8192",
            "--no-whole-file",
            "--info=stats2");
  }

  @Test
  void whatEveryRunHasAnywayIsNotGivenTwice() throws Exception {
    assertThat(parse("-aHAX", "--numeric-ids", "--delete", "-i").options()).isEmpty();
  }

  @Test
  void theWayToOtherMachinesIsKeptApart() throws Exception {
    UserOptions options =
        parse("-e", "ssh -p 22 -i '/k e y'", "--rsync-path=/opt/rsync", "--timeout=60");
    assertThat(options.shell()).isEqualTo(RemoteShell.of("ssh -p 22 -i '/k e y'"));
    assertThat(options.rsyncPath()).isEqualTo("/opt/rsync");
    assertThat(options.patience()).contains(Duration.ofSeconds(60));
    assertThat(options.options()).containsExactly("--rsync-path=/opt/rsync");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--delete-excluded",
        "--link-dest=/x",
        "--copy-dest=/x",
        "--compare-dest=/x",
        "--inplace",
        "--append",
        "--append-verify",
        "--files-from=/x",
        "--from0",
        "-0",
        "--remove-source-files",
        "--existing",
        "--ignore-existing",
        "--update",
        "-u",
        "--size-only",
        "--max-size=1",
        "--min-size=1",
        "--backup",
        "-b",
        "--backup-dir=/x",
        "--suffix=x",
        "-n",
        "--dry-run",
        "--no-perms",
        "--no-times",
        "--no-o",
        "--no-H",
        "--exclude=x",
        "--include=x",
        "--filter=x",
        "-f",
        "-C",
        "--max-delete=1",
        "--ignore-errors",
        "--ignore-missing-args",
        "--partial",
        "-P",
        "--partial-dir=.p",
        "--log-file=rsync.log",
        "-x",
        "-L",
        "-K",
        "--chmod=x",
        "--fake-super",
        "--iconv=x",
        "-M--fake-super",
        "-q",
        "-v",
        "-zn",
        "--info=name0",
        "--info=del0",
        "--info=ALL",
        "-T/x",
        "--temp-dir=/x",
        "-U",
        "-c",
        "-I",
        "--stop-after=1",
        "--mkpath",
        "--old-args",
        "--protocol=30"
      })
  void whatBreaksAPromiseIsRefusedByNameWithTheReason(String word) {
    assertThatThrownBy(() -> parse(word))
        .isInstanceOf(TidemarkException.class)
        .hasMessageContaining(" is refused: ")
        .satisfies(e -> assertThat(((TidemarkException) e).exitCode()).isEqualTo(ExitCode.USAGE));
  }

  @Test
  void theReasonNamesTheOptionAndTheAllowedOnesAreListed() {
    assertThatThrownBy(() -> parse("-z", "--exclude", "*.tmp"))
        .hasMessage(
            "--exclude is refused: exclusions belong to the configuration,"
                + " so that a full run and the others agree")
        .satisfies(e -> assertThat(((TidemarkException) e).hint()).contains("--bwlimit="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--unheard-of", "--bwlimi=1", "-Q", "/etc", "", "-", "--sparse=1", "-B"})
  void whatNobodyKnowsIsRefused(String word) {
    assertThatThrownBy(() -> parse(word)).isInstanceOf(TidemarkException.class);
  }
}
