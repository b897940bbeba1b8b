package org.tidemark.journal.store;

import java.util.Arrays;
import java.util.Set;
import org.tidemark.journal.model.BytesTable;
import org.tidemark.journal.model.PathBytes;

/**
 * The numbers of the directories used last, in a few arrays: a map of objects would take three
 * times as much. Two halves: when the newer one is full, all that is only in the older one is
 * forgotten. Belongs to the store's thread.
 */
final class RecentDirectories {
  /** Stands for nothing remembered. */
  static final long UNKNOWN = -1;

  private final int mostInHalf;
  private Half newer = new Half();
  private Half older = new Half();

  /** Paths and numbers by the place at which the table holds the path. */
  private static final class Half {
    private final BytesTable paths = new BytesTable();
    private long[] ids = new long[512];

    long idOf(byte[] path) {
      int at = paths.find(path);
      return at == BytesTable.NONE ? UNKNOWN : ids[at];
    }

    void put(byte[] path, long id) {
      int at = paths.numberOf(path, 0, path.length);
      if (at == ids.length) {
        ids = Arrays.copyOf(ids, 2 * at);
      }
      ids[at] = id;
    }

    void forget(Set<Long> gone) {
      for (int at = 0; at < paths.size(); at++) {
        if (gone.contains(ids[at])) {
          ids[at] = UNKNOWN;
        }
      }
    }
  }

  /**
   * @param most directories that are remembered at least, 1 or more; at most twice as many are
   */
  RecentDirectories(int most) {
    mostInHalf = most;
  }

  /** What was remembered last of this directory, or {@link #UNKNOWN}. */
  long idOf(PathBytes directory) {
    byte[] path = directory.bytes();
    long id = newer.idOf(path);
    if (id == UNKNOWN) {
      id = older.idOf(path);
      if (id != UNKNOWN) {
        put(path, id);
      }
    }
    return id;
  }

  void remember(PathBytes directory, long id) {
    put(directory.bytes(), id);
  }

  private void put(byte[] path, long id) {
    if (newer.paths.size() >= mostInHalf && newer.paths.find(path) == BytesTable.NONE) {
      older = newer;
      newer = new Half();
    }
    newer.put(path, id);
  }

  /** Forgets all directories with these numbers. */
  void forget(Set<Long> ids) {
    newer.forget(ids);
    older.forget(ids);
  }

  void forgetAll() {
    newer = new Half();
    older = new Half();
  }
}
