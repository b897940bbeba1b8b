package org.tidemark.journal.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.Root;

/** Opens fanotify sources for tests as {@link SourceSet} does. */
final class FanotifyTestSources {
  private FanotifyTestSources() {}

  /** A source for the filesystem on which the first root lies. */
  static FanotifySource open(FanotifyFlags flags, Root... roots) {
    return open(flags, NfsExports.ofThisHost(), roots);
  }

  static FanotifySource open(FanotifyFlags flags, NfsExports exports, Root... roots) {
    Kernel kernel = new NativeKernel();
    try {
      return FanotifySource.open(kernel, view(kernel, roots), flags, exports);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FilesystemView view(Kernel kernel, Root... roots) throws IOException {
    Territory territory = Territory.of(MountTable.read(), List.of(roots));
    String device = territory.parts().get(0).mount().device();
    List<TerritoryPart> parts =
        territory.parts().stream().filter(part -> part.mount().device().equals(device)).toList();
    return FilesystemView.of(territory.table(), parts, new RootResolver(kernel)::deviceOf)
        .orElseThrow();
  }
}
