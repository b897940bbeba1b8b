package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;

/** Reads through a connection of its own. Belongs to one thread at a time. */
final class SqliteJournalReader implements JournalReader {
  /** So many rows are counted in some ten milliseconds. */
  private static final long COUNTED_ROWS = 1_000_000;

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
          ChangeRows.visit(database, after, visitor);
          return null;
        });
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
  public List<Gap> interruptions() throws StoreException {
    return database.read("reading interruptions", () -> new InterruptionTable(database).all());
  }

  @Override
  public Optional<Overflows> overflows() throws StoreException {
    return database.read("reading overflows", () -> new OverflowTable(database).last());
  }

  @Override
  public Set<PathBytes> reconciled(long gap) throws StoreException {
    return database.read(
        "reading what is reconciled", () -> new ReconcileTable(database).done(gap));
  }

  @Override
  public long oldestNeeded() throws StoreException {
    long last = lastSequence();
    return database.read("reading bases", () -> new ReconcileTable(database).oldestNeeded(last));
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
  public LinkReader links() {
    return new LinkRows(database);
  }

  @Override
  public Size size() throws StoreException {
    long rows = countAfter(0, COUNTED_ROWS);
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
