package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;

/** rsync opens what was a file when it made its list, and waits for a writer if it is a pipe. */
class FileBecomesPipeTest {
  /** Slow enough that the second file is another when its turn comes. */
  private static final String SLOW_RSYNC =
      """
      cat >rsync <<'X'
      #!/bin/bash
      case " $* " in
        *" --version "* | *" -n "*) exec rsync "$@" ;;
        *"/dst/ ")
          if mkdir FOLDER/once 2>/dev/null; then
            ( (
              until [ -n "$(find FOLDER/dst* -name '*a-big.*')" ]; do sleep 0.05; done
              rm FOLDER/src/z; mkfifo FOLDER/src/z
            ) >/dev/null 2>&1 & )
            exec rsync --bwlimit=1000 "$@"
          fi ;;
      esac
      exec rsync "$@"
      X
      sed -i "s#FOLDER#$PWD#g" rsync; chmod +x rsync
      head -c 4000000 /dev/urandom >src/a-big; echo file >src/z
      """;

  @TempDir private Path temporary;

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFirstCopyIsMadeAgainAtOnce() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    tree.shell(SLOW_RSYNC);
    assertBackedUp(tree);
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPassOverListedNamesIsMadeAgainAtOnce() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    tree.shell("touch src/first");
    tree.full();
    tree.shell(SLOW_RSYNC);
    tree.journal.lists(tree.object("a-big"), tree.object("z"), tree.object(""));
    assertBackedUp(tree);
  }

  private static void assertBackedUp(Mirrored tree) throws Exception {
    Mirrored.Outcome outcome = tree.backup(tree.request(), tree.folder.latin1() + "/rsync");
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
    assertThat(tree.shell("stat -c %F dst/z")).isEqualTo("fifo\n");
    tree.assertIdentical();
  }
}
