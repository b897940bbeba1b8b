package org.tidemark.journal.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.tidemark.journal.model.ChangeBits;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** Writes tables {@code change} and {@code rename}. Belongs to the store's thread. */
final class ChangeTable implements JournalStore.ChangeAppender {
  /** Bits: 1 created, 16 removed, 32 directory, 64 subtree, 128 contents; reason 5: recreated. */
  private static final String UPSERT =
      """
      INSERT INTO change (directory, name, sequence, bits, created_sequence, subtree_sequence,
          contents_sequence, subtree_reason, contents_reason, handle)
      VALUES (?1, ?2, ?3, ?4, iif(?4 & 1, ?3, 0), iif(?4 & 64, ?3, 0), iif(?4 & 128, ?3, 0),
          iif(?4 & 64, ?5, 0), iif(?4 & 128, ?5, 0), ?6)
      ON CONFLICT (directory, name) DO UPDATE SET
          sequence = excluded.sequence,
          bits = bits | excluded.bits | iif(excluded.bits & 33 = 33 AND bits & 16, 64, 0),
          created_sequence = iif(excluded.bits & 1, excluded.sequence, created_sequence),
          subtree_sequence = iif(excluded.bits & 64 OR (excluded.bits & 33 = 33 AND bits & 16),
              excluded.sequence, subtree_sequence),
          contents_sequence = iif(excluded.bits & 128, excluded.sequence, contents_sequence),
          subtree_reason = CASE WHEN excluded.bits & 64 THEN excluded.subtree_reason
              WHEN excluded.bits & 33 = 33 AND bits & 16 THEN 5
              ELSE subtree_reason END,
          contents_reason = iif(excluded.bits & 128, excluded.contents_reason, contents_reason),
          handle = CASE
              WHEN excluded.handle IS NULL THEN handle
              WHEN handle IS NULL OR handle = excluded.handle THEN excluded.handle
              WHEN instr(handle, excluded.handle) THEN handle
              ELSE substr(CAST(excluded.handle || handle AS BLOB), 1, 1024)
              END
      """;

  /** Rows that go to the driver at once: few enough for the processor's caches. */
  private static final int ROWS_AT_ONCE = 256;

  /** A merged event with all of them: the directory was there before, or is new after a removal. */
  private static final int RECREATED =
      ChangeBits.CREATED | ChangeBits.REMOVED | ChangeBits.DIRECTORY;

  private final Database database;
  private final JournalState state;
  private final DirectoryIds directories;
  private final PreparedStatement upsert;
  private final PreparedStatement insertRename;
  private int waiting;
  private @Nullable PathBytes recentDirectory;
  private long recentId;

  ChangeTable(Database database, JournalState state, DirectoryIds directories) throws SQLException {
    this.database = database;
    this.state = state;
    this.directories = directories;
    this.upsert = database.prepare(UPSERT);
    this.insertRename =
        database.prepare("INSERT INTO rename (sequence, from_path, to_path) VALUES (?, ?, ?)");
  }

  @Override
  public void change(PathBytes directory, byte[] name, int bits, Reason reason, byte[] handle)
      throws StoreException {
    if (name.length == 0 && !directory.isRoot()) {
      throw new IllegalArgumentException("a change without a name in " + directory);
    }
    boolean recreated =
        (bits & RECREATED) == RECREATED && !ChangeBits.has(bits, ChangeBits.SUBTREE);
    try {
      upsert.setLong(1, idOf(directory));
      upsert.setBytes(2, name);
      upsert.setLong(3, state.nextSequence());
      upsert.setInt(4, recreated ? bits | ChangeBits.SUBTREE : bits);
      upsert.setInt(5, recreated ? Reason.RECREATED.code() : reason.code());
      upsert.setBytes(6, handle);
      upsert.addBatch();
      if (++waiting == ROWS_AT_ONCE) {
        finish();
      }
    } catch (SQLException e) {
      throw database.failed("recording a change", e);
    }
  }

  /** Changes of one directory come in a row. */
  private long idOf(PathBytes directory) throws SQLException {
    if (!directory.equals(recentDirectory)) {
      recentId = directories.idOf(directory);
      recentDirectory = directory;
    }
    return recentId;
  }

  @Override
  public long placeOf(PathBytes directory) throws StoreException {
    try {
      return directories.known(directory);
    } catch (SQLException e) {
      throw database.failed("looking up a directory", e);
    }
  }

  /** All rows after that position get one new number; how many there were. */
  int repeat(long after) throws SQLException {
    return database.update(
        """
        UPDATE change SET sequence = ?1,
            created_sequence = iif(created_sequence > ?2, ?1, created_sequence),
            subtree_sequence = iif(subtree_sequence > ?2, ?1, subtree_sequence),
            contents_sequence = iif(contents_sequence > ?2, ?1, contents_sequence)
        WHERE sequence > ?2
        """,
        state.nextSequence(),
        after);
  }

  /** A transaction begins: nothing of an earlier one, which may have failed, is left. */
  void begin() throws SQLException {
    upsert.clearBatch();
    waiting = 0;
    recentDirectory = null;
  }

  /** Executes what is waiting; to be called before the transaction ends. */
  void finish() throws SQLException {
    int[] unused = upsert.executeBatch();
    waiting = 0;
  }

  @Override
  public void renamed(PathBytes from, PathBytes to) throws StoreException {
    try {
      insertRename.setLong(1, state.nextSequence());
      insertRename.setBytes(2, from.bytes());
      insertRename.setBytes(3, to.bytes());
      insertRename.executeUpdate();
    } catch (SQLException e) {
      throw database.failed("recording a rename", e);
    }
  }
}
