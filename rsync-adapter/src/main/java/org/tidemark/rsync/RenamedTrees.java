package org.tidemark.rsync;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.points.MirrorName;

/**
 * Has every name that was renamed on the mirror compared by content, the old ones as well: a tree
 * that is there already is not copied, and a rename that should not have been is mended.
 */
final class RenamedTrees {
  private final Set<PathBytes> renamed;

  /**
   * @param renamed old and new names in the mirror, which is {@code /}
   */
  RenamedTrees(Set<PathBytes> renamed) {
    this.renamed = Set.copyOf(renamed);
  }

  /**
   * @param workFolder must not be the one that the plan's names are in
   */
  PassPlan compared(PassPlan plan, Path workFolder) throws TidemarkException {
    if (renamed.isEmpty() || plan.passes().contains(Pass.COMPARE)) {
      return plan;
    }
    Set<Pass> passes = EnumSet.of(Pass.DOUBTFUL_TREES);
    passes.addAll(plan.passes());
    PassNames names = new PassNames(workFolder);
    try (names) {
      for (Pass pass : plan.passes()) {
        if (pass.isListed()) {
          copy(plan.names().file(pass), pass, names);
        }
      }
      for (PathBytes path : renamed) {
        names.add(Pass.DOUBTFUL_TREES, path.relativeTo(PathBytes.ROOT));
      }
    } catch (IOException e) {
      throw StateFolder.unusable("write names in", workFolder, e);
    }
    passes.removeIf(pass -> pass.isListed() && names.count(pass) == 0);
    return plan.with(List.copyOf(passes), names);
  }

  private void copy(Path file, Pass pass, PassNames names) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (String name = DeletionLimit.next(in); name != null; name = DeletionLimit.next(in)) {
        PathBytes path = MirrorName.parse(name);
        boolean compared = pass == Pass.MOVED_TREES && isRenamed(path);
        byte[] relative = path.latin1().substring(1).getBytes(StandardCharsets.ISO_8859_1);
        names.add(compared ? Pass.DOUBTFUL_TREES : pass, relative);
      }
    }
  }

  /** True if it holds what was renamed, or lies in it. */
  private boolean isRenamed(PathBytes tree) {
    return renamed.stream().anyMatch(path -> path.isUnder(tree) || tree.isUnder(path));
  }
}
