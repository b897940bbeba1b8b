package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Reads through a connection of its own. Belongs to one thread at a time. */
final class SqliteJournalReader implements JournalReader {
  /** By position first, whatever the statistics say: cost follows the changes, not the journal. */
  private static final String CHANGES =
      """
      SELECT directory.path, name, sequence, bits, created_sequence, subtree_sequence,
          contents_sequence, subtree_reason, contents_reason, handle, directory
      FROM change INDEXED BY change_by_sequence CROSS JOIN directory ON directory.id = directory
      WHERE sequence > ? ORDER BY directory.path, name
      """;

  private final Database database;
  private final String journalId;
  private final InstantSource clock;

  SqliteJournalReader(Database database, String journalId, InstantSource clock) {
    this.database = database;
    this.journalId = journalId;
    this.clock = clock;
  }

  @Override
  public String journalId() {
    return journalId;
  }

  @Override
  public long lastSequence() throws StoreException {
    return number("reading the position", "SELECT last_sequence FROM journal");
  }

  @Override
  public long floor() throws StoreException {
    return number("reading the floor", "SELECT floor FROM journal");
  }

  private long number(String operation, String sql, Object... arguments) throws StoreException {
    return database.read(operation, () -> database.number(sql, arguments));
  }

  @Override
  public void changesAfter(long after, RowVisitor visitor) throws StoreException {
    database.read(
        "reading changes",
        () -> {
          try (PreparedStatement select = database.prepare(CHANGES)) {
            select.setLong(1, after);
            visitRows(select, after, visitor);
          }
          return null;
        });
  }

  private static void visitRows(PreparedStatement select, long after, RowVisitor visitor)
      throws SQLException, StoreException {
    try (ResultSet row = select.executeQuery()) {
      long directoryId = -1;
      PathBytes directory = PathBytes.ROOT;
      while (row.next()) {
        if (row.getLong(11) != directoryId) {
          directoryId = row.getLong(11);
          directory = Database.decoded(SqliteJournalReader::directory, row);
        }
        visitRow(row, directory, after, visitor);
      }
    }
  }

  private static void visitRow(ResultSet row, PathBytes directory, long after, RowVisitor visitor)
      throws SQLException, StoreException {
    visitor.row(
        directory,
        orEmpty(row.getBytes(2)),
        row.getLong(3),
        row.getInt(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        Database.decoded(found -> reason(found, after), row),
        row.getBytes(10));
  }

  private static PathBytes directory(ResultSet row) throws SQLException {
    return DirectoryKey.path(orEmpty(row.getBytes(1)));
  }

  /** Why the subtree must be walked goes before why its names must be compared. */
  private static Reason reason(ResultSet row, long after) throws SQLException {
    boolean subtree = row.getLong(6) > after || row.getLong(7) == 0;
    int code = row.getInt(subtree ? 8 : 9);
    return code == 0 ? Reason.CHANGED : Reason.ofCode(code);
  }

  /** The driver gives an empty BLOB as an empty array or, in some versions, as null. */
  private static byte[] orEmpty(byte[] bytes) {
    return bytes == null ? new byte[0] : bytes;
  }

  @Override
  public long countAfter(long after, long limit) throws StoreException {
    return number(
        "counting changes",
        "SELECT count(*) FROM (SELECT 1 FROM change WHERE sequence > ? LIMIT ?)",
        after,
        limit);
  }

  @Override
  public List<Gap> gapsAfter(long after) throws StoreException {
    return database.read("reading gaps", () -> new GapTable(database).after(after));
  }

  @Override
  public List<Rename> renamesAfter(long after) throws StoreException {
    return database.read(
        "reading renames",
        () ->
            database.list(
                row ->
                    new Rename(
                        row.getLong(1),
                        PathBytes.of(row.getBytes(2)),
                        PathBytes.of(row.getBytes(3))),
                "SELECT sequence, from_path, to_path FROM rename WHERE sequence > ?"
                    + " ORDER BY sequence",
                after));
  }

  @Override
  public List<ConsumerRow> consumers() throws StoreException {
    return database.read("reading consumers", () -> new ConsumerTable(database).all());
  }

  @Override
  public Optional<ConsumerRow> consumer(ConsumerName name) throws StoreException {
    return database.read("reading a consumer", () -> new ConsumerTable(database).byName(name));
  }

  @Override
  public List<WindowRow> windows() throws StoreException {
    return database.read("reading windows", () -> new WindowTable(database).newestFirst());
  }

  @Override
  public Optional<WindowRow> window(long id) throws StoreException {
    return database.read("reading a window", () -> new WindowTable(database).byId(id));
  }

  @Override
  public long sequenceAt(long wallMillis) throws StoreException {
    return database.read(
        "reading the clock", () -> new ClockTable(database).sequenceAt(wallMillis, clock.millis()));
  }

  @Override
  public Size size() throws StoreException {
    long rows = number("counting rows", "SELECT count(*) FROM change");
    return new Size(rows, bytes(""), bytes("-wal"));
  }

  private long bytes(String suffix) throws StoreException {
    Path file = database.file().resolveSibling(database.file().getFileName() + suffix);
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw StoreErrors.io("reading the size of", file, e);
    }
  }

  @Override
  public void close() {
    try {
      database.close();
    } catch (StoreException e) {
      // A reader changes nothing, so there is nothing that this could lose.
      return;
    }
  }
}
