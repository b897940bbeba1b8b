package org.tidemark.bacula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.cli.Main;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Programs;

/**
 * Restores of one client, made exact by {@code tidemark restore-clean}. Used by one thread.
 *
 * @param state of the client's daemon
 * @param top of the tree that is saved
 */
record ExactRestore(Restores restores, Path state, PathBytes top) {
  private static final int PARTIAL = 6;

  /** What is taken out of the console's tree may bring names along that are stale. */
  private static final int PASSES = 4;

  /**
   * What {@code restore-clean} said.
   *
   * @param output with its complaints
   */
  record Cleaned(int exit, String output) {
    boolean isPartial() {
      return exit == PARTIAL;
    }
  }

  /**
   * Restores and cleans; names whose type changed are restored once more.
   *
   * @param when words of the console that say which state; empty for the newest
   */
  ByteTree run(String when) {
    Path restored = restores.state(when);
    Path script = Path.of(restored + ".fetch.console");
    Cleaned cleaned = clean(restored);
    StringBuilder said = new StringBuilder(cleaned.output());
    for (int pass = 0; pass < PASSES && cleaned.isPartial() && Files.exists(script); pass++) {
      said.append(restores.again(script, when)).append('\n');
      cleaned = clean(restored);
      said.append(cleaned.output());
    }
    assertThat(cleaned.exit()).as("%s", said).isZero();
    return within(restored);
  }

  /** The tree inside a restored one. */
  ByteTree within(Path restored) {
    PathBytes root = PathBytes.ofUtf8(restored.toString());
    return new ByteTree(root.resolve(top.relativeTo(PathBytes.ROOT)));
  }

  /** As after a restore into that folder. */
  Cleaned clean(Path restored) {
    List<String> arguments =
        List.of("restore-clean", "--root", restored.toString(), "--state", state.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = Main.run(arguments, out, new PrintStream(out, true, StandardCharsets.UTF_8));
    Cleaned cleaned = new Cleaned(code, out.toString(StandardCharsets.UTF_8));
    assertThat(code).as(cleaned.output()).isIn(0, PARTIAL);
    return cleaned;
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
