package org.tidemark.journal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.journal.testing.ByteTree;
import org.tidemark.journal.testing.Recorded;
import org.tidemark.journal.testing.ScratchFilesystem;
import org.tidemark.journal.testing.SourceHarness;

/** A set of sources over scratch filesystems, taken down after each test. */
abstract class SourceSetFixture {
  final Kernel kernel = new NativeKernel();
  final SourceHarness harness = new SourceHarness();
  final List<Root> moved = new ArrayList<>();
  ScratchFilesystem filesystem;
  SourceSet set;

  @AfterEach
  void unmount() {
    if (set != null) {
      set.close();
    }
    harness.close();
    if (filesystem != null) {
      filesystem.close();
    }
  }

  ByteTree tree(ScratchFilesystem.Kind kind) {
    filesystem = ScratchFilesystem.create(kind);
    return filesystem.tree();
  }

  void follow(PathBytes path, boolean nested, SourceChoice choice) throws TidemarkException {
    follow(path, nested, choice, new KernelSources(kernel));
  }

  void follow(PathBytes path, SourceChoice choice, SourceOpener opener) throws TidemarkException {
    follow(path, false, choice, opener);
  }

  void follow(PathBytes path, boolean nested, SourceChoice choice, SourceOpener opener)
      throws TidemarkException {
    Root root = SourceSet.resolveRoot(kernel, path, nested, Exclusions.NONE);
    set =
        new SourceSet(
            kernel,
            List.of(root),
            choice,
            harness.sink(),
            harness,
            (old, now) -> moved.add(now),
            opener);
    set.start();
    Recorded unused = harness.settle();
  }

  void follow(PathBytes path) throws TidemarkException {
    follow(path, false, SourceChoice.AUTO);
  }

  void assertFollows(ByteTree tree, String name) {
    tree.write(name, "x");
    assertThat(harness.drain().covers(tree.path(name))).as("%s is followed", name).isTrue();
  }

  /** What watches above the roots is always inotify. */
  List<String> kinds() {
    return set.descriptions().stream()
        .filter(each -> !each.filesystem().equals("above the roots"))
        .map(EventSource.Description::kind)
        .toList();
  }
}
