package org.tidemark.journal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;

/** Table {@code window}. Belongs to its connection's thread. */
final class WindowTable {
  private static final String SELECT =
      "SELECT window.*, consumer.name FROM window JOIN consumer ON consumer.id = window.consumer ";

  private final Database database;

  WindowTable(Database database) {
    this.database = database;
  }

  /** The new window's id. */
  long add(JournalStore.NewWindow window, long consumer, long nowMillis) throws SQLException {
    return database.number(
        """
        INSERT INTO window (consumer, key, asked, level, base, end, state, snapshot, present_from,
            present_to, entries, opened_millis, changed_millis)
        VALUES (?, ?, ?, ?, ?, ?, 'OPEN', ?, ?, ?, 0, ?, ?) RETURNING id
        """,
        consumer,
        window.key(),
        window.asked().name(),
        window.level().name(),
        window.base(),
        window.end(),
        window.snapshot(),
        bytes(window.presentFrom()),
        bytes(window.presentTo()),
        nowMillis,
        nowMillis);
  }

  List<WindowRow> newestFirst() throws SQLException {
    return database.list(WindowTable::read, SELECT + "ORDER BY window.id DESC");
  }

  Optional<WindowRow> byId(long id) throws SQLException {
    return database.first(WindowTable::read, SELECT + "WHERE window.id = ?", id);
  }

  Optional<WindowRow> newestByKey(ConsumerName consumer, String key) throws SQLException {
    return database.first(
        WindowTable::read,
        SELECT + "WHERE consumer.name = ? AND window.key = ? ORDER BY window.id DESC LIMIT 1",
        consumer.text(),
        key);
  }

  /** The newest first; those that were aborted or have expired are left out. */
  List<WindowRow> keyedNotAfter(ConsumerName consumer, long millis) throws SQLException {
    return database.list(
        WindowTable::read,
        SELECT
            + "WHERE consumer.name = ? AND window.key != '' AND window.opened_millis <= ?"
            + " AND window.state IN ('LISTED', 'COMMITTED') ORDER BY window.id DESC LIMIT 1000",
        consumer.text(),
        millis);
  }

  /** Windows that have ended stay as they are. */
  void listed(long id, long entries, long nowMillis) throws SQLException {
    database.update(
        """
        UPDATE window SET state = 'LISTED', entries = ?, changed_millis = ?
        WHERE id = ? AND state IN ('OPEN', 'LISTED')
        """,
        entries,
        nowMillis,
        id);
  }

  /** Windows that have ended stay as they are. */
  void end(long id, WindowState state, long nowMillis) throws SQLException {
    database.update(
        """
        UPDATE window SET state = ?, changed_millis = ?
        WHERE id = ? AND state IN ('OPEN', 'LISTED')
        """,
        state.name(),
        nowMillis,
        id);
  }

  void abortAllLive(long nowMillis) throws SQLException {
    database.update(
        """
        UPDATE window SET state = 'ABORTED', changed_millis = ? WHERE state IN ('OPEN', 'LISTED')
        """,
        nowMillis);
  }

  /**
   * Ids of windows that a crash or an old copy took away must not come again: a product may still
   * name them, and their lists may lie in the state folder. More than one a second were never made.
   */
  void skipIds(long nowMillis) throws SQLException {
    long least = nowMillis / 1000;
    database.update("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'window'", least);
    database.update(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'window', ? WHERE NOT EXISTS"
            + " (SELECT 1 FROM sqlite_sequence WHERE name = 'window')",
        least);
  }

  private static byte[] bytes(PathBytes path) {
    return path == null ? null : path.bytes();
  }

  private static PathBytes path(byte[] bytes) {
    return bytes == null ? null : PathBytes.of(bytes);
  }

  private static WindowRow read(ResultSet row) throws SQLException {
    return new WindowRow(
        row.getLong("id"),
        new ConsumerName(row.getString("name")),
        row.getString("key"),
        Level.valueOf(row.getString("asked")),
        Level.valueOf(row.getString("level")),
        row.getLong("base"),
        row.getLong("end"),
        WindowState.valueOf(row.getString("state")),
        row.getBoolean("snapshot"),
        path(row.getBytes("present_from")),
        path(row.getBytes("present_to")),
        row.getLong("entries"),
        row.getLong("opened_millis"),
        row.getLong("changed_millis"));
  }
}
