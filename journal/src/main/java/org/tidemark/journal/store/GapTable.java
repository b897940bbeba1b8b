package org.tidemark.journal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Table {@code gap}. Belongs to its connection's thread. */
final class GapTable {
  private static final long OPEN = Long.MAX_VALUE;

  private final Database database;

  GapTable(Database database) {
    this.database = database;
  }

  /** The open gap of that path and reason, beginning at that time or earlier. */
  Gap open(PathBytes path, Reason reason, JournalState state, long beginMillis)
      throws SQLException {
    database.update(
        """
        INSERT INTO gap (path, reason, begin_sequence, end_sequence, begin_millis)
        VALUES (?, ?, ?, 9223372036854775807, ?)
        ON CONFLICT (path, reason) WHERE end_sequence = 9223372036854775807
        DO UPDATE SET begin_millis = min(begin_millis, excluded.begin_millis)
        """,
        path.bytes(),
        reason.code(),
        state.nextSequence(),
        beginMillis);
    return database
        .first(
            GapTable::read,
            "SELECT * FROM gap WHERE path = ? AND reason = ?"
                + " AND end_sequence = 9223372036854775807",
            path.bytes(),
            reason.code())
        .orElseThrow();
  }

  void close(PathBytes path, Reason reason, JournalState state) throws SQLException {
    database.update(
        "UPDATE gap SET end_sequence = ? WHERE path = ? AND reason = ? AND end_sequence = ?",
        state.nextSequence(),
        path.bytes(),
        reason.code(),
        OPEN);
  }

  /** Open ones, and those that ended after that position. */
  List<Gap> after(long sequence) throws SQLException {
    return database.list(
        GapTable::read, "SELECT * FROM gap WHERE end_sequence > ? ORDER BY id", sequence);
  }

  private static Gap read(ResultSet row) throws SQLException {
    return new Gap(
        row.getLong("id"),
        PathBytes.of(row.getBytes("path")),
        Reason.ofCode(row.getInt("reason")),
        row.getLong("begin_sequence"),
        row.getLong("end_sequence"),
        row.getLong("begin_millis"));
  }
}
