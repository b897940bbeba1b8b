package org.tidemark.rsync.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.TreeDifference;
import org.tidemark.rsync.host.ByteFiles;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/** The same point restored over itself, where the mirror has something else by now. */
class RestoreTwiceTest {
  @TempDir private Path temporary;
  private final Programs programs = new Programs();
  private ByteTree source;
  private ByteTree mirror;
  private ByteTree target;
  private PointsFolder points;
  private HandMadeSteps steps;

  /** Renames nothing and moves nothing away as a whole. */
  private static final class Never extends Random {
    private static final long serialVersionUID = 1;

    @Override
    public int nextInt(int bound) {
      return 0;
    }
  }

  @BeforeEach
  void makeTrees() throws Exception {
    PathBytes folder = new ByteFiles(programs).real(Program.latin1(temporary));
    source = tree(folder, "source");
    mirror = tree(folder, "mirror");
    target = tree(folder, "target");
    points = new PointsFolder(programs, PointsFolder.besideMirror(mirror.top()));
    points.create(new Owner("id", mirror.top()));
    Path work = Files.createDirectory(temporary.resolve("steps"));
    steps = new HandMadeSteps(source, mirror, points, work, new Never());
  }

  private static ByteTree tree(PathBytes folder, String name) {
    new ByteTree(folder).mkdir(name);
    return new ByteTree(folder.child(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
  }

  private Restore.Outcome restore(long point) throws Exception {
    Path work = Files.createTempDirectory(temporary, "restore");
    RsyncSource here = new RsyncSource(programs, "rsync", "", List.of());
    Restore restore = new Restore(programs, here, points, work, Progress.SILENT);
    List<Step> all = points.steps();
    Chain chain = Chain.of(all, all.get(all.size() - 1).number());
    List<PathBytes> selected = List.of(PathBytes.ROOT);
    return restore.run(
        new Restore.Request(chain, point, selected, mirror.top(), target.top(), false));
  }

  @Test
  void aDirectoryWhoseNameIsAFileByNowStaysOne() throws Exception {
    source.mkdirs("d/e/m/n");
    source.write("d/e/m/n/f", "old");
    source.write("d/e/g", "stays");
    steps.step(true);
    ByteTree copy = tree(mirror.top().parent(), "copy");
    org.tidemark.journal.testing.Programs.run(
            "cp", "-a", mirror.top().latin1() + "/.", copy.top().latin1() + "/")
        .orFail();
    source.removeTree("d/e/m");
    source.write("d/e/m", "a file");
    steps.step(true);

    assertThat(restore(1).complete()).isTrue();
    assertThat(restore(1).complete()).isTrue();
    assertThat(TreeDifference.between(copy, target)).isEmpty();
  }
}
