package org.tidemark.journal.store;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;

/** Table {@code reconcile_done}. Belongs to its connection's thread. */
final class ReconcileTable {
  private final Database database;

  ReconcileTable(Database database) {
    this.database = database;
  }

  /** That directory stands for all below it from now on. */
  void add(long gap, PathBytes path) throws SQLException {
    byte[] bytes = path.bytes();
    database.update(
        "DELETE FROM reconcile_done WHERE gap = ? AND path > ? AND path < ?",
        gap,
        with(path, '/'),
        with(path, '/' + 1));
    database.update("INSERT OR IGNORE INTO reconcile_done VALUES (?, ?)", gap, bytes);
  }

  /** What lies below a path sorts between it with a slash and it with the byte behind the slash. */
  private static byte[] with(PathBytes path, int last) {
    byte[] bytes = path.bytes();
    byte[] out = Arrays.copyOf(bytes, path.isRoot() ? 1 : bytes.length + 1);
    out[out.length - 1] = (byte) last;
    return out;
  }

  Set<PathBytes> done(long gap) throws SQLException {
    return new HashSet<>(
        database.list(
            row -> PathBytes.of(row.getBytes(1)),
            "SELECT path FROM reconcile_done WHERE gap = ?",
            gap));
  }

  /** The gap with all that is known of its reconcile. */
  void end(long gap) throws SQLException {
    Optional<PathBytes> path =
        database.first(
            row -> PathBytes.of(row.getBytes(1)), "SELECT path FROM gap WHERE id = ?", gap);
    if (path.isPresent()) {
      bequeath(gap, path.get());
    }
    database.update("DELETE FROM gap WHERE id = ?", gap);
    database.update("DELETE FROM reconcile_done WHERE gap = ?", gap);
  }

  /** The walk had to leave out what is still a gap: that one stands for both from now on. */
  private void bequeath(long gap, PathBytes path) throws SQLException {
    database.update(
        """
        UPDATE gap SET begin_millis =
            min(begin_millis, (SELECT begin_millis FROM gap WHERE id = ?))
        WHERE end_sequence = 9223372036854775807 AND id <> ?
            AND (path = ? OR (path > ? AND path < ?))
        """,
        gap,
        gap,
        path.bytes(),
        with(path, '/'),
        with(path, '/' + 1));
  }

  /** What speaks of gaps that retention forgot. */
  void forget() throws SQLException {
    database.update("DELETE FROM reconcile_done WHERE gap NOT IN (SELECT id FROM gap)");
  }

  /** The smallest position from which somebody will still list; that number if there is nobody. */
  long oldestNeeded(long last) throws SQLException {
    return database.number(
        """
        SELECT ifnull(min(base), ?) FROM (
            SELECT full_base AS base FROM consumer WHERE stale = 0 AND full_base IS NOT NULL
            UNION ALL SELECT incremental_base FROM consumer
                WHERE stale = 0 AND incremental_base IS NOT NULL
            UNION ALL SELECT iif(level = 'FULL', end, min(base, end)) FROM window
                WHERE state IN ('OPEN', 'LISTED'))
        """,
        last);
  }
}
