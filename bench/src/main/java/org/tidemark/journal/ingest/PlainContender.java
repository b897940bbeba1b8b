package org.tidemark.journal.ingest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.store.SqliteJournalStore;

/**
 * What a programmer would write who knows SQLite and JDBC well: the same tables, index and
 * settings, prepared statements, one transaction per batch. It knows its directories by number in
 * an array, and merges nothing.
 */
final class PlainContender implements Contender {
  private static final String UPSERT =
      """
      INSERT INTO change (directory, name, sequence, bits, created_sequence, subtree_sequence,
          contents_sequence, subtree_reason, contents_reason, handle)
      VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, ?)
      ON CONFLICT (directory, name) DO UPDATE SET
          sequence = excluded.sequence, bits = bits | excluded.bits, handle = excluded.handle
      """;

  private final Connection connection;
  private final PreparedStatement upsert;
  private final PreparedStatement insertDirectory;
  private final boolean[] known;
  private final boolean inBatches;
  private long sequence;

  /**
   * @param inBatches whether the rows of a transaction go to the driver as one JDBC batch
   */
  PlainContender(Path folder, MailEvents events, boolean inBatches) throws Exception {
    this.inBatches = inBatches;
    Files.createDirectories(folder);
    connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("plain.db"));
    execute("PRAGMA journal_mode = WAL");
    execute("PRAGMA synchronous = NORMAL");
    execute("PRAGMA wal_autocheckpoint = 4000");
    execute("PRAGMA cache_size = -8192");
    execute(schema());
    connection.setAutoCommit(false);
    upsert = connection.prepareStatement(UPSERT);
    insertDirectory = connection.prepareStatement("INSERT INTO directory (id, path) VALUES (?, ?)");
    known = new boolean[events.folderCount()];
  }

  private static String schema() throws Exception {
    try (var in = SqliteJournalStore.class.getResourceAsStream("schema/001-journal.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Override
  public String name() {
    return inBatches ? "plain, in batches" : "plain";
  }

  @Override
  public void record(MailEvents events, int from, int to, boolean created) throws SQLException {
    for (int message = from; message < to; message++) {
      int folder = events.folderOf(message);
      if (!known[folder]) {
        addDirectory(folder, events.folder(folder));
      }
      addRow(events, message, created);
    }
    if (inBatches) {
      int[] unused = upsert.executeBatch();
    }
    connection.commit();
  }

  private void addDirectory(int folder, PathBytes path) throws SQLException {
    byte[] bytes = path.bytes();
    insertDirectory.setInt(1, folder);
    insertDirectory.setBytes(2, Arrays.copyOfRange(bytes, 1, bytes.length));
    insertDirectory.executeUpdate();
    known[folder] = true;
  }

  private void addRow(MailEvents events, int message, boolean created) throws SQLException {
    int nameAt = events.nameAt(message);
    int handleAt = events.handleAt(message);
    sequence++;
    upsert.setInt(1, events.folderOf(message));
    upsert.setBytes(
        2, Arrays.copyOfRange(events.names(), nameAt, nameAt + events.nameLength(message)));
    upsert.setLong(3, sequence);
    upsert.setInt(4, created ? MailEvents.CREATED | MailEvents.WRITTEN : MailEvents.WRITTEN);
    upsert.setLong(5, created ? sequence : 0);
    upsert.setBytes(
        6, Arrays.copyOfRange(events.handles(), handleAt, handleAt + MailEvents.HANDLE));
    if (inBatches) {
      upsert.addBatch();
    } else {
      upsert.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
