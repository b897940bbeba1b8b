package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;

/** Restores of one site, made exact by {@code tidemark restore-clean}. Used by one thread. */
final class ExactRestore {
  private static final int PARTIAL = 6;

  private final BaculaSite site;

  ExactRestore(BaculaSite site) {
    this.site = site;
  }

  /**
   * Restores and cleans; names whose type changed are restored a second time.
   *
   * @param when words of the console that say which state; empty for the newest
   */
  ByteTree run(String when) {
    Path restored = site.bacula().restore(when);
    if (clean(restored) == PARTIAL) {
      String said = site.bacula().restoreAgain(restored, Path.of(restored + ".fetch"), when);
      assertThat(clean(restored)).as(said).isZero();
    }
    return site.restoredTree(restored);
  }

  private int clean(Path restored) {
    List<String> arguments =
        List.of("restore-clean", "--root", restored.toString(), "--state", site.state().toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = Main.run(arguments, out, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(code).as(() -> out.toString(StandardCharsets.UTF_8)).isIn(0, PARTIAL);
    return code;
  }

  /** What rsync would still change, in whole seconds as Bacula stores them. */
  static List<String> differences(ByteTree expected, ByteTree restored) {
    return Programs.run(
            "rsync",
            "-aHAXnic",
            "--delete",
            expected.top().latin1() + "/",
            restored.top().latin1() + "/")
        .orFail()
        .output()
        .lines()
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
