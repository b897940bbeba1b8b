package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.Reason;

/** rsync 3.5.0 hangs in incremental recursion when linked files change under it. */
class ChangingLinksTest {
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

  private static final String MAKE =
      """
      for i in $(seq 300); do mkdir -p src/t/d$((i % 30)) src/t/e$((i % 30)); done
      for i in $(seq 300); do head -c 20000 /dev/zero >src/t/d$((i % 30))/f$i; done
      for k in $(seq 0 29); do cp -al src/t/d$k/. src/t/e$k; done
      """;

  /** Removes, renames and links anew, until it is ended or the folder is gone. */
  private static final String CHANGE =
      """
      cd "$0/src/t"
      while [ -d "$0/src/t" ]; do
        for i in $(shuf -i 1-300 -n 20); do
          f=d$((i % 30))/f$i g=e$((i % 30))/f$i
          case $((RANDOM % 4)) in
            0) rm $f ;;
            1) mv $f $g ;;
            2) rm $g ;;
            3) rm $f; echo x >$f; ln -f $f $g ;;
          esac
        done
      done 2>/dev/null
      """;

  @TempDir private Path temporary;

  /** As rsync 3.5.0 does where a link has the inode number of a file that the list had before. */
  private static final String CONFUSED_RSYNC =
      """
      cat >rsync <<'X'
      #!/bin/sh
      case " $* " in
        *" --files-from=- "*"/dst/ ")
          if mkdir FOLDER/once 2>/dev/null; then
            echo 'received request to transfer non-regular file: 2 [sender]' >&2
            echo 'rsync error: protocol incompatibility (code 2) at rsync.c(442)' >&2
            exit 2
          fi ;;
      esac
      exec rsync "$@"
      X
      sed -i "s#FOLDER#$PWD#g" rsync; chmod +x rsync
      """;

  @Test
  void aListWithANumberThatWasUsedAnewIsMadeAgain() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    tree.shell("touch src/first");
    tree.full();
    tree.shell(CONFUSED_RSYNC);
    tree.shell("echo 1 >src/a; ln src/a src/b");
    tree.journal.lists(tree.linked("a"), tree.linked("b"), tree.object(""));
    Mirrored.Outcome outcome = tree.backup(tree.request(), tree.folder.latin1() + "/rsync");
    assertThat(outcome.code()).as(outcome.text() + tree.messages).isEqualTo(ExitCode.DONE);
    assertThat(temporary.resolve("once")).exists();
    tree.assertIdentical();
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDoubtfulTreeOfLinkedFilesThatChangeIsCopiedToItsEnd() throws Exception {
    Mirrored tree = new Mirrored(temporary);
    tree.shell("touch src/first");
    tree.full();
    tree.shell(MAKE);
    Process changes =
        new ProcessBuilder("bash", "-c", CHANGE, temporary.toRealPath().toString()).start();
    try {
      for (int round = 0; round < 4; round++) {
        tree.journal.lists(tree.subtree("t", Reason.QUEUE_OVERFLOW));
        assertThat(tree.backup().code()).isIn(ExitCode.DONE, ExitCode.PARTIAL);
      }
    } finally {
      changes.destroy();
      assertThat(changes.waitFor(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    tree.incremental(tree.subtree("t", Reason.QUEUE_OVERFLOW));
  }
}
