package org.tidemark.journal.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.store.ChangeLookup;
import org.tidemark.journal.store.ChangeLookup.Row;
import org.tidemark.journal.store.StoreException;

/**
 * Says by what a name is covered, as the journal is now. What it remembers of directories is
 * bounded, and can only say less than the truth. One thread at a time.
 */
final class Coverage implements AutoCloseable {
  private static final int REMEMBERED = 4096;

  private final ChangeLookup lookup;
  private final List<Gap> gaps;
  private final long base;
  private final PathBytes root;
  private final Map<PathBytes, Cover> trees =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PathBytes, Cover> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param lookup belongs to it from now on
   * @param root the watched root in which all that is asked for lies
   */
  Coverage(ChangeLookup lookup, long base, PathBytes root) throws StoreException {
    this.lookup = lookup;
    this.base = base;
    this.root = root;
    this.gaps = lookup.gapsAfter(base);
  }

  /** The journal, for other questions. */
  ChangeLookup lookup() {
    return lookup;
  }

  Cover of(PathBytes path, boolean directory) throws StoreException {
    Cover above = above(path);
    if (above != Cover.NONE) {
      return above;
    }
    Optional<Row> row = rowOf(path);
    if (row.isPresent() && row.get().subtreeSequence() > base) {
      return Cover.SUBTREE;
    }
    if (row.isPresent() && row.get().sequence() > base) {
      return Cover.ROW;
    }
    boolean explained =
        directory ? lookup.entriesCameOrWent(path, base) : comparesNames(path.parent());
    if (!explained) {
      return Cover.NONE;
    }
    return directory ? Cover.ROW : Cover.CONTENTS;
  }

  private boolean comparesNames(PathBytes directory) throws StoreException {
    return rowOf(directory).filter(row -> row.contentsSequence() > base).isPresent();
  }

  private Optional<Row> rowOf(PathBytes path) throws StoreException {
    return path.isRoot() ? lookup.row(path, new byte[0]) : lookup.row(path.parent(), path.name());
  }

  /** What covers the whole directory in which the name lies, or the name with all below it. */
  private Cover above(PathBytes path) throws StoreException {
    for (Gap gap : gaps) {
      if (path.isUnder(gap.path())) {
        return Cover.GAP;
      }
    }
    return path.isRoot() ? Cover.NONE : tree(path.parent());
  }

  private Cover tree(PathBytes directory) throws StoreException {
    Cover known = trees.get(directory);
    if (known != null) {
      return known;
    }
    Cover found = wholeTree(directory) || aboveIsTree(directory) ? Cover.SUBTREE : Cover.NONE;
    trees.put(directory, found);
    return found;
  }

  private boolean aboveIsTree(PathBytes directory) throws StoreException {
    return !directory.isRoot() && tree(directory.parent()) != Cover.NONE;
  }

  /** Above the root, a removal says that the root may have been another meanwhile. */
  private boolean wholeTree(PathBytes directory) throws StoreException {
    Optional<Row> row = rowOf(directory);
    if (row.isEmpty()) {
      return false;
    }
    boolean outside = !directory.isUnder(root);
    boolean removed =
        row.get().sequence() > base && ChangeBits.has(row.get().bits(), ChangeBits.REMOVED);
    return row.get().subtreeSequence() > base || (outside && removed);
  }

  @Override
  public void close() throws StoreException {
    lookup.close();
  }
}
