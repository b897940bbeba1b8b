package org.tidemark.journal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;

/** Tables {@code consumer} and {@code consumer_path}. Belongs to its connection's thread. */
final class ConsumerTable {
  private final Database database;

  ConsumerTable(Database database) {
    this.database = database;
  }

  List<ConsumerRow> all() throws SQLException {
    return withPaths(database.list(ConsumerTable::read, "SELECT * FROM consumer ORDER BY name"));
  }

  Optional<ConsumerRow> byName(ConsumerName name) throws SQLException {
    List<ConsumerRow> found =
        database.list(ConsumerTable::read, "SELECT * FROM consumer WHERE name = ?", name.text());
    return withPaths(found).stream().findFirst();
  }

  void add(ConsumerName name, List<PathBytes> paths, String destination, long nowMillis)
      throws SQLException {
    database.update(
        "INSERT INTO consumer (name, destination, stale, changed_millis) VALUES (?, ?, 0, ?)",
        name.text(),
        destination,
        nowMillis);
    for (int place = 0; place < paths.size(); place++) {
      database.update(
          "INSERT INTO consumer_path SELECT id, ?, ? FROM consumer WHERE name = ?",
          place,
          paths.get(place).bytes(),
          name.text());
    }
  }

  void forget(long id) throws SQLException {
    database.update("DELETE FROM window WHERE consumer = ?", id);
    database.update("DELETE FROM consumer_path WHERE consumer = ?", id);
    database.update("DELETE FROM consumer WHERE id = ?", id);
  }

  /** A base never goes back: windows may be committed in any order. */
  void advanceFull(ConsumerName name, long end, long nowMillis) throws SQLException {
    advanceIncremental(name, end, nowMillis);
    database.update(
        "UPDATE consumer SET full_base = max(ifnull(full_base, 0), ?), stale = 0 WHERE name = ?",
        end,
        name.text());
  }

  void advanceIncremental(ConsumerName name, long end, long nowMillis) throws SQLException {
    database.update(
        """
        UPDATE consumer SET incremental_base = max(ifnull(incremental_base, 0), ?),
            changed_millis = ? WHERE name = ?
        """,
        end,
        nowMillis,
        name.text());
  }

  /** Takes back bases below the floor; names those whose next window must be FULL. */
  List<ConsumerName> markStaleBelow(long floor) throws SQLException {
    database.update("UPDATE consumer SET full_base = NULL WHERE full_base < ?", floor);
    return database.list(
        row -> new ConsumerName(row.getString(1)),
        """
        UPDATE consumer SET stale = 1
        WHERE stale = 0 AND incremental_base < ? RETURNING name
        """,
        floor);
  }

  /** After the loss of the journal's identity no base means anything. */
  void forgetAllBases() throws SQLException {
    database.update("UPDATE consumer SET full_base = NULL, incremental_base = NULL, stale = 1");
  }

  private static ConsumerRow read(ResultSet row) throws SQLException {
    return new ConsumerRow(
        row.getLong("id"),
        new ConsumerName(row.getString("name")),
        List.of(),
        row.getString("destination"),
        optional(row, "full_base"),
        optional(row, "incremental_base"),
        row.getBoolean("stale"),
        row.getLong("changed_millis"));
  }

  private static OptionalLong optional(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private List<ConsumerRow> withPaths(List<ConsumerRow> consumers) throws SQLException {
    List<ConsumerRow> complete = new ArrayList<>();
    for (ConsumerRow consumer : consumers) {
      complete.add(withPaths(consumer));
    }
    return complete;
  }

  private ConsumerRow withPaths(ConsumerRow consumer) throws SQLException {
    List<PathBytes> paths =
        database.list(
            row -> PathBytes.of(row.getBytes(1)),
            "SELECT path FROM consumer_path WHERE consumer = ? ORDER BY place",
            consumer.id());
    return new ConsumerRow(
        consumer.id(),
        consumer.name(),
        paths,
        consumer.destination(),
        consumer.fullBase(),
        consumer.incrementalBase(),
        consumer.stale(),
        consumer.changedMillis());
  }
}
