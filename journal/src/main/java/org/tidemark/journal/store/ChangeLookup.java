package org.tidemark.journal.store;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.Gap;
import org.tidemark.journal.model.PathBytes;

/**
 * Single rows of a journal that a daemon is writing, asked for by their paths from another process.
 * One thread at a time; each call is a read transaction of its own.
 */
public final class ChangeLookup implements AutoCloseable {
  private static final int CAME_OR_WENT =
      ChangeBits.CREATED | ChangeBits.REMOVED | ChangeBits.MOVED_IN;

  private final Database database;
  private final PreparedStatement row;
  private final PreparedStatement entries;

  private ChangeLookup(Database database) throws SQLException {
    this.database = database;
    this.row =
        database.prepare(
            """
            SELECT sequence, bits, subtree_sequence, contents_sequence
            FROM directory JOIN change ON directory = directory.id WHERE path = ? AND name = ?
            """);
    this.entries =
        database.prepare(
            """
            SELECT 1 FROM directory JOIN change ON directory = directory.id
            WHERE path = ? AND sequence > ? AND bits & ? LIMIT 1
            """);
  }

  /**
   * What the journal says of a name.
   *
   * @param sequence of its latest change
   * @param subtreeSequence when all below it last had to be walked; 0 if never
   * @param contentsSequence when its names last had to be compared; 0 if never
   */
  public record Row(long sequence, int bits, long subtreeSequence, long contentsSequence) {}

  /**
   * @throws StoreException if there is no journal in the state folder, or it cannot be used
   */
  public static ChangeLookup open(Path state) throws StoreException {
    Database database = JournalInspection.onlooker(state);
    return database.read("preparing lookups", () -> new ChangeLookup(database));
  }

  /** The row of a name in a directory; empty if it never changed, or that was forgotten. */
  public Optional<Row> row(PathBytes directory, byte[] name) throws StoreException {
    return database.read(
        "looking up a change",
        () -> {
          row.setBytes(1, DirectoryKey.of(directory));
          row.setBytes(2, name);
          try (ResultSet found = row.executeQuery()) {
            return found.next() ? Optional.of(read(found)) : Optional.empty();
          }
        });
  }

  private static Row read(ResultSet found) throws SQLException {
    return new Row(found.getLong(1), found.getInt(2), found.getLong(3), found.getLong(4));
  }

  /** True if a name in the directory changed after that position, and once came or went. */
  public boolean entriesCameOrWent(PathBytes directory, long after) throws StoreException {
    return database.read(
        "looking up changes of a directory",
        () -> {
          entries.setBytes(1, DirectoryKey.of(directory));
          entries.setLong(2, after);
          entries.setInt(3, CAME_OR_WENT);
          try (ResultSet found = entries.executeQuery()) {
            return found.next();
          }
        });
  }

  /** True if anywhere a name changed after that position, and was once removed or replaced. */
  public boolean someNameWent(long after) throws StoreException {
    return database.read(
        "looking for removed names",
        () ->
            database.number(
                    "SELECT EXISTS (SELECT 1 FROM change WHERE sequence > ? AND bits & ?)",
                    after,
                    ChangeBits.REMOVED | ChangeBits.MOVED_IN)
                != 0);
  }

  /**
   * A time at which the journal had certainly reached that position, in milliseconds since 1970;
   * empty if none was noted yet.
   */
  public Optional<Long> reachedMillis(long sequence) throws StoreException {
    return database.read(
        "reading the clock",
        () ->
            database.first(
                found -> found.getLong(1),
                """
                SELECT * FROM (SELECT wall_millis FROM clock WHERE sequence >= ?1
                    ORDER BY sequence LIMIT 1)
                UNION ALL SELECT * FROM (SELECT opened_millis FROM window WHERE end >= ?1
                    ORDER BY end, opened_millis LIMIT 1)
                ORDER BY 1 LIMIT 1
                """,
                sequence));
  }

  /** Gaps that are open or ended after that position. */
  public List<Gap> gapsAfter(long after) throws StoreException {
    return database.read("reading gaps", () -> new GapTable(database).after(after));
  }

  /** All before it may be forgotten. */
  public long floor() throws StoreException {
    return database.read("reading the floor", () -> database.number("SELECT floor FROM journal"));
  }

  @Override
  public void close() throws StoreException {
    database.close();
  }
}
