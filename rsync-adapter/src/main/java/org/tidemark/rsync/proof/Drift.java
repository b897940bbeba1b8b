package org.tidemark.rsync.proof;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;

/**
 * What of a mirror is not as it should be.
 *
 * @param kinds how many names differ in each way; a name may count in several
 * @param names how many differ
 * @param changed how many differed because they changed in the meantime
 * @param first the first of them, for people
 * @param mend file of the names that have to be gone over, each with a NUL behind, in the order of
 *     their paths; what goes with a directory is left out
 * @param toMend how many those are
 */
public record Drift(
    Map<DriftKind, Long> kinds,
    long names,
    long changed,
    List<Name> first,
    Path mend,
    long toMend) {
  public Drift {
    kinds = kinds.isEmpty() ? Map.of() : new EnumMap<>(kinds);
    first = List.copyOf(first);
  }

  /**
   * A name that differs.
   *
   * @param path in the mirror, which is {@code /}
   */
  public record Name(PathBytes path, Set<DriftKind> kinds) {
    public Name {
      kinds = Set.copyOf(kinds);
    }
  }
}
