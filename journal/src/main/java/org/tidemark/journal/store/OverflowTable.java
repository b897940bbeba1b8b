package org.tidemark.journal.store;

import java.sql.SQLException;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * The number of overflows and the last one, which stay known when their gaps are reconciled: a
 * setting of one line. Belongs to its connection's thread.
 */
final class OverflowTable {
  private static final String SETTING = "overflows";

  private final Database database;

  OverflowTable(Database database) {
    this.database = database;
  }

  /** To be called in the transaction that opens the gap. */
  void note(PathBytes path, Reason reason, long nowMillis) throws SQLException {
    if (reason.isOverflow()) {
      long count = last().map(Overflows::count).orElse(0L) + 1;
      String text = count + "\t" + nowMillis + "\t" + reason.text() + "\t" + path;
      database.update("INSERT OR REPLACE INTO setting VALUES (?, ?)", SETTING, text);
    }
  }

  /** Empty if there never was one. */
  Optional<Overflows> last() throws SQLException {
    return database
        .first(row -> row.getString(1), "SELECT value FROM setting WHERE key = ?", SETTING)
        .map(OverflowTable::parse);
  }

  private static Overflows parse(String text) {
    String[] parts = text.split("\t", 4);
    return new Overflows(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        PathBytes.ofText(parts[3]),
        Reason.ofText(parts[2]));
  }
}
