package org.tidemark.journal.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;

/**
 * Gives directories their numbers and remembers those used last, so that most changes need no query
 * for theirs. Belongs to the store's thread.
 */
final class DirectoryIds {
  /** At most 4 MB of heap with usual paths; a miss costs one look into an index. */
  private static final int REMEMBERED = 1 << 15;

  /** Stands for no number. */
  static final long NONE = Long.MAX_VALUE;

  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final RecentDirectories recent = new RecentDirectories(REMEMBERED);
  private long lastId;

  DirectoryIds(Database database) throws SQLException {
    select = database.prepare("SELECT id FROM directory WHERE path = ?");
    insert = database.prepare("INSERT INTO directory (id, path) VALUES (?, ?)");
    lastId = database.number("SELECT max(id) FROM directory");
  }

  /** The number of that directory, a new one if it has none yet. */
  long idOf(PathBytes directory) throws SQLException {
    long known = known(directory);
    return known == NONE ? insert(directory) : known;
  }

  /** The number of that directory, {@link #NONE} if it has none. */
  long known(PathBytes directory) throws SQLException {
    long recently = recent.idOf(directory);
    if (recently != RecentDirectories.UNKNOWN) {
      return recently;
    }
    long id = lookUp(DirectoryKey.of(directory));
    // That it has none is remembered too: only this class gives numbers.
    recent.remember(directory, id);
    return id;
  }

  private long lookUp(byte[] key) throws SQLException {
    select.setBytes(1, key);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : NONE;
    }
  }

  private long insert(PathBytes directory) throws SQLException {
    insert.setLong(1, ++lastId);
    insert.setBytes(2, DirectoryKey.of(directory));
    insert.executeUpdate();
    recent.remember(directory, lastId);
    return lastId;
  }

  /** To be called for directories whose rows were deleted. */
  void forget(Set<Long> ids) {
    recent.forget(ids);
  }

  /** To be called after a rollback: numbers given out since BEGIN stand for nothing. */
  void forgetAll() {
    recent.forgetAll();
  }
}
