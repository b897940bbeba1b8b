package org.tidemark.journal.window;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/** What a window opened at this moment would list because it changes without events. */
public final class MappedNow {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private MappedNow() {}

  /** Files below the roots that are mapped for writing, or lie behind a loop device. */
  public static Set<PathBytes> files(Kernel kernel, List<Root> roots) {
    return new MappedFiles(kernel, DEADLINE).find(roots).paths();
  }
}
