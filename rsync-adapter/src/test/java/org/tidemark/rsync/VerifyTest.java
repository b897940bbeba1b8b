package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Held;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;
import org.tidemark.rsync.points.PointsFolder;
import org.tidemark.rsync.points.Progress;
import org.tidemark.rsync.points.Verify;

/** What cannot be read is not called right. */
class VerifyTest {
  @TempDir private Path temporary;
  private Mirrored tree;

  @BeforeEach
  void backUp() throws Exception {
    tree = new Mirrored(temporary);
    tree.shell("mkdir -p src/d src/e; echo 1 >src/d/a; echo 2 >src/e/b");
    tree.full();
    tree.shell("echo 3 >src/e/b");
    tree.incremental(tree.object("e/b"));
  }

  private Verify verify() throws Exception {
    Host host = new WithoutOverride();
    PathBytes points = PathBytes.ofLatin1(tree.mirror.latin1() + ".points");
    Path work = Files.createTempDirectory(temporary, "verify");
    return new Verify(host, new PointsFolder(host, points), work, Progress.SILENT);
  }

  private static List<String> told(Verify.Outcome outcome) {
    return outcome.differences().stream().map(Verify.Difference::what).toList();
  }

  @Test
  void allOfAMirrorThatCanBeReadIsRight() throws Exception {
    Verify.Outcome outcome = verify().mirror(tree.mirror, true);
    assertThat(outcome.differences()).isEmpty();
    assertThat(outcome.files()).isEqualTo(2);
    assertThat(outcome.unknown()).isZero();
  }

  @Test
  void aDirectoryThatCannotBeReadIsADifference() throws Exception {
    tree.shell("chmod 0 dst/d");
    assertThat(told(verify().mirror(tree.mirror, true)))
        .anyMatch(what -> what.contains("find: './d': Permission denied"));
  }

  @Test
  void checksumsThatCannotBeReadAreADifference() throws Exception {
    tree.shell("chmod 0 dst.points/00000001/sums");
    assertThat(told(verify().mirror(tree.mirror, true)))
        .anyMatch(what -> what.contains("cat: 00000001/sums: Permission denied"));
  }

  @Test
  void savedDirectoriesThatCannotBeReadAreADifference() throws Exception {
    tree.shell("chmod 0 dst.points/00000002/tree/e");
    PointsFolder points =
        new PointsFolder(new Programs(), PathBytes.ofLatin1(tree.mirror.latin1() + ".points"));
    assertThat(told(verify().saved(points.steps())))
        .anyMatch(what -> what.contains("find: '00000002/tree/e': Permission denied"));
  }

  /** This machine, where modes of files count for root as for everybody. */
  private static final class WithoutOverride implements Host {
    private final Programs programs = new Programs();

    @Override
    public Programs.Result run(Program program) throws TidemarkException {
      return programs.run(limited(program));
    }

    @Override
    public int run(Program program, OutputStream out, OutputStream errors)
        throws TidemarkException {
      return programs.run(limited(program), out, errors);
    }

    @Override
    public Held hold(Program program, String mark, Supplier<TidemarkException> lost)
        throws TidemarkException {
      return programs.hold(limited(program), mark, lost);
    }

    private static Program limited(Program program) {
      String none = "-dac_override,-dac_read_search";
      List<String> words = new ArrayList<>(List.of("setpriv", "--bounding-set", none));
      words.addAll(List.of("--inh-caps", none, "--"));
      words.addAll(program.arguments());
      return program.with(words);
    }
  }
}
