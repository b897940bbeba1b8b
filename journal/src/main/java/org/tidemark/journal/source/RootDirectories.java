package org.tidemark.journal.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;

/**
 * The roots as they are now, and what tells the directory of each from another that takes its
 * place. Ingest thread only.
 */
final class RootDirectories {
  private final RootResolver resolver;
  private final List<Root> roots;
  private final Map<PathBytes, String> fingerprints = new HashMap<>();

  RootDirectories(RootResolver resolver, List<Root> roots) {
    this.resolver = resolver;
    this.roots = new ArrayList<>(roots);
  }

  List<Root> all() {
    return List.copyOf(roots);
  }

  boolean contains(Root root) {
    return roots.contains(root);
  }

  /** True if the place is at or below a root. */
  boolean cover(PathBytes place) {
    return roots.stream().anyMatch(root -> place.isUnder(root.path()));
  }

  void replace(Root old, Root now) {
    roots.replaceAll(root -> root.equals(old) ? now : root);
  }

  /**
   * From now on the directory that is there is the root's.
   *
   * @throws KernelException if it cannot be looked up; the one that was known stays
   */
  void remember(PathBytes root) throws KernelException {
    fingerprints.put(root, resolver.fingerprint(root));
  }

  /**
   * True if another directory than before is there, which is the root's from now on.
   *
   * @throws KernelException if it cannot be looked up; the one that was known stays
   */
  boolean isAnother(PathBytes root) throws KernelException {
    String now = resolver.fingerprint(root);
    return !now.equals(fingerprints.put(root, now));
  }

  /** Empty if it was never looked up. */
  String fingerprint(Root root) {
    return fingerprints.getOrDefault(root.path(), "");
  }
}
