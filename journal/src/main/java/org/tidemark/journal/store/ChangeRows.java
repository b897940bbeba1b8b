package org.tidemark.journal.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/**
 * Reads the changes after a position in tree order of their directories, in whichever of two ways
 * costs less. Stateless; belongs to the thread of the connection.
 *
 * <p>Each column of each row is a call into the driver's native code, which costs more than SQLite
 * needs for the row: what most rows do not have is asked for only where a flag says that it is
 * there.
 */
final class ChangeRows {
  private static final int DIRECTORY = 1;
  private static final int PACKED = 2;
  private static final int NAME = 3;
  private static final int CREATED_SEQUENCE = 4;
  private static final int HANDLE = 5;
  private static final int PATH = 6;
  private static final int SUBTREE_SEQUENCE = 7;
  private static final int CONTENTS_SEQUENCE = 8;
  private static final int SUBTREE_REASON = 9;
  private static final int CONTENTS_REASON = 10;

  /** Bits of a change are below this; the flags follow, then the sequence number, below 2^47. */
  private static final long BITS = (1 << 12) - 1;

  private static final long HAS_HANDLE = 1 << 12;

  /** It was once SUBTREE or CONTENTS. */
  private static final long HAS_REASON = 1 << 13;

  /** It was created when it last changed. */
  private static final long JUST_CREATED = 1 << 14;

  /** It was created before, at another number. */
  private static final long ONCE_CREATED = 1 << 15;

  private static final int SEQUENCE_SHIFT = 16;

  private static final String COLUMNS =
      """
      SELECT directory,
          (sequence << 16) | bits
              | ((handle IS NOT NULL) << 12)
              | (((subtree_sequence | contents_sequence | subtree_reason | contents_reason) <> 0) << 13)
              | ((created_sequence = sequence) << 14)
              | ((created_sequence NOT IN (0, sequence)) << 15),
          name, created_sequence, handle, directory.path, subtree_sequence,
          contents_sequence, subtree_reason, contents_reason
      """;

  /** By position first, whatever the statistics say, then sorted: for few of many rows. */
  private static final String SORTED =
      COLUMNS
          + """
          FROM change INDEXED BY change_by_sequence CROSS JOIN directory ON directory.id = directory
          WHERE sequence > ? ORDER BY directory.path, name
          """;

  /** Both tables from end to end in the order of their keys, so that nothing has to be sorted. */
  private static final String IN_ORDER =
      COLUMNS
          + """
          FROM directory INDEXED BY sqlite_autoindex_directory_1
              CROSS JOIN change ON directory = directory.id
          WHERE sequence > ? ORDER BY directory.path, name
          """;

  /** Sorting a row costs about as much as passing over this many that are not wanted. */
  private static final long PASSED_OVER_FOR_ONE_SORTED = 4;

  /** So few that sorting them cannot be felt. */
  private static final long FEW = 20_000;

  private ChangeRows() {}

  static void visit(Database database, long after, JournalReader.RowVisitor visitor)
      throws SQLException, StoreException {
    visit(database, after, mostAreWanted(database, after), visitor);
  }

  /**
   * Both ways give the same rows.
   *
   * @param inOrder whether to pass over all rows instead of sorting the wanted ones
   */
  static void visit(
      Database database, long after, boolean inOrder, JournalReader.RowVisitor visitor)
      throws SQLException, StoreException {
    try (PreparedStatement select = database.prepare(inOrder ? IN_ORDER : SORTED)) {
      select.setLong(1, after);
      visitRows(select, after, visitor);
    }
  }

  /** Costs as much as the wanted rows, however large the journal is. */
  private static boolean mostAreWanted(Database database, long after) throws SQLException {
    long wanted = database.number("SELECT count(*) FROM change WHERE sequence > ?", after);
    return wanted > FEW
        && database.number(
                "SELECT count(*) FROM (SELECT 1 FROM change WHERE sequence <= ? LIMIT ?)",
                after,
                wanted * PASSED_OVER_FOR_ONE_SORTED)
            < wanted * PASSED_OVER_FOR_ONE_SORTED;
  }

  private static void visitRows(
      PreparedStatement select, long after, JournalReader.RowVisitor visitor)
      throws SQLException, StoreException {
    try (ResultSet row = select.executeQuery()) {
      long directoryId = -1;
      PathBytes directory = PathBytes.ROOT;
      while (row.next()) {
        long id = row.getLong(DIRECTORY);
        if (id != directoryId) {
          directoryId = id;
          directory = Database.decoded(ChangeRows::directory, row);
        }
        visitRow(row, directory, after, visitor);
      }
    }
  }

  private static void visitRow(
      ResultSet row, PathBytes directory, long after, JournalReader.RowVisitor visitor)
      throws SQLException, StoreException {
    long packed = row.getLong(PACKED);
    long sequence = packed >>> SEQUENCE_SHIFT;
    boolean reason = (packed & HAS_REASON) != 0;
    visitor.row(
        directory,
        orEmpty(row.getBytes(NAME)),
        sequence,
        (int) (packed & BITS),
        created(row, packed, sequence),
        reason ? row.getLong(SUBTREE_SEQUENCE) : 0,
        reason ? row.getLong(CONTENTS_SEQUENCE) : 0,
        reason ? Database.decoded(found -> reason(found, after), row) : Reason.CHANGED,
        (packed & HAS_HANDLE) != 0 ? row.getBytes(HANDLE) : null);
  }

  private static long created(ResultSet row, long packed, long sequence) throws SQLException {
    if ((packed & JUST_CREATED) != 0) {
      return sequence;
    }
    return (packed & ONCE_CREATED) != 0 ? row.getLong(CREATED_SEQUENCE) : 0;
  }

  private static PathBytes directory(ResultSet row) throws SQLException {
    return DirectoryKey.path(orEmpty(row.getBytes(PATH)));
  }

  /** Why the subtree must be walked goes before why its names must be compared. */
  private static Reason reason(ResultSet row, long after) throws SQLException {
    boolean subtree = row.getLong(SUBTREE_SEQUENCE) > after || row.getLong(CONTENTS_SEQUENCE) == 0;
    int code = row.getInt(subtree ? SUBTREE_REASON : CONTENTS_REASON);
    return code == 0 ? Reason.CHANGED : Reason.ofCode(code);
  }

  /** The driver gives an empty BLOB as an empty array or, in some versions, as null. */
  private static byte[] orEmpty(byte[] bytes) {
    return bytes == null ? new byte[0] : bytes;
  }
}
