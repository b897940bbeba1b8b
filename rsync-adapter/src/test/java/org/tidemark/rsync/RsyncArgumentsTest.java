package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The command lines, word by word. */
class RsyncArgumentsTest {
  private static final String ALWAYS =
      "/usr/bin/rsync -aHAX --numeric-ids --modify-window=-1 --out-format=|%i|%n --from0 ";
  private static final String LISTED = " --files-from=- --delete-missing-args --force";
  private static final RsyncArguments ARGUMENTS =
      new RsyncArguments("/usr/bin/rsync", Removals.BY_NAME, "/dst", List.of(), true, false);

  @ParameterizedTest
  @CsvSource({
    "COPY, -r --delete, -x",
    "COMPARE, -r --delete -c, -x",
    "OBJECTS, -I --max-delete=7, ''",
    "LINKS, -I --max-delete=7, ''",
    "MOVED_TREES, -r --no-inc-recursive --delete -I, -x",
    "DOUBTFUL_TREES, -r --no-inc-recursive --delete -c, -x",
    "CONTENTS, -d --delete -c, ''",
    "REMOVALS, -d --delete --existing --ignore-existing, ''",
    "DRIFT, -c --max-delete=7, ''",
    "ROOT, --no-recursive -d --filter=- /*, ''",
    "PROOF, -r --delete -n, -x",
  })
  void eachPassHasItsOwnOptions(Pass pass, String own, String walking) {
    String listed = pass.isListed() ? LISTED : "";
    String boundary = walking.isEmpty() ? "" : " " + walking;
    String progress = pass.transfers() ? " --info=progress2" : "";
    assertThat(String.join(" ", ARGUMENTS.of(pass, "", 7)))
        .isEqualTo(ALWAYS + own + listed + boundary + progress + " ./ /dst/");
  }

  @ParameterizedTest
  @EnumSource(Pass.class)
  void noPassWritesIntoFilesInPlace(Pass pass) {
    assertThat(ARGUMENTS.of(pass, "", 7)).doesNotContain("--inplace", "--append");
  }

  @Test
  void rulesAndDryRunsAreHandedOver() {
    RsyncArguments dry =
        new RsyncArguments("rsync", Removals.BY_NAME, "/dst", List.of(), false, true);
    assertThat(dry.of(Pass.COMPARE, "/state/ru les", 0))
        .contains("--filter=. /state/ru les", "-n")
        .doesNotContain("-x");
  }

  @ParameterizedTest
  @CsvSource({
    "0, DONE, DONE",
    "24, VANISHED, DONE",
    "23, PARTIAL, PARTIAL",
    "25, MAX_DELETE, REFUSED",
    "1, USAGE, FAILED",
    "11, FILE_IO, FAILED",
    "12, STREAM, FAILED",
    "20, SIGNAL, FAILED",
    "30, STOOD_STILL, FAILED",
    "108, MET_PIPE, FAILED",
    "109, DIRECTORY_CHANGED, REFUSED",
    "143, OTHER, FAILED",
    "10, SOCKET, FAILED",
    "35, NO_DAEMON, FAILED",
    "127, NOT_FOUND, FAILED",
    "255, CONNECTION, FAILED",
    "77, OTHER, FAILED",
  })
  void exitStatusesAreTranslated(int number, RsyncExit exit, String meaning) {
    assertThat(RsyncExit.of(number)).isEqualTo(exit);
    assertThat(RsyncExit.of(number).meaning().name()).isEqualTo(meaning);
  }
}
