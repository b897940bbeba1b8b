package org.tidemark.journal.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * The file {@code STATE/journal.db}: made whole or not at all, checked before SQLite touches it.
 */
final class JournalFile {
  static final String NAME = "journal.db";

  /** Start, version and application id of the file: https://sqlite.org/fileformat2.html 1.3. */
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private static final int HEADER_BYTES = 100;
  private static final int USER_VERSION_AT = 60;
  private static final int APPLICATION_ID_AT = 68;

  private JournalFile() {}

  /** The write-ahead log of a database. */
  static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  /** True if there is a database; an empty file is none. */
  static boolean exists(Path file) throws IOException {
    return Files.exists(file) && Files.size(file) > 0;
  }

  /** Makes a new database under another name and gives it its own when it is on the disk. */
  static void create(Path file, String journalId, String token, String bootId)
      throws IOException, StoreException {
    Path fresh = file.resolveSibling(NAME + ".new");
    deleteWithCompanions(fresh);
    Folders.makePrivateFile(fresh);
    try (Database database = Database.plain(fresh)) {
      database.read("making a new database", () -> fill(database, journalId, token, bootId));
    }
    // A WAL that was left behind by a lost database would be replayed into the new one.
    deleteWithCompanions(file);
    Files.deleteIfExists(file.resolveSibling(PageSums.NAME));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    Folders.sync(file.getParent());
  }

  private static void deleteWithCompanions(Path file) throws IOException {
    for (String suffix : new String[] {"", "-journal", "-wal", "-shm"}) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }

  private static Void fill(Database database, String journalId, String token, String bootId)
      throws SQLException, StoreException {
    // Must come before the first table; lets retention give space back in small steps.
    database.execute("PRAGMA auto_vacuum = INCREMENTAL");
    // From here on the file's pages change by checkpoints only.
    database.execute("PRAGMA journal_mode = WAL");
    Schema.upgrade(database);
    database.update(
        """
        INSERT INTO journal (id, journal_id, last_sequence, floor, wall_millis, writes, token,
            boot_id, clean_stop, stopped_millis)
        VALUES (1, ?, 0, 0, 0, 0, ?, ?, 0, 0)
        """,
        journalId,
        token,
        bootId);
    return null;
  }

  /** Refuses what is no journal of ours, by the header alone, without changing anything. */
  static void check(Path file) throws IOException, StoreException {
    byte[] header = header(file);
    if (header.length < HEADER_BYTES
        || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw StoreErrors.unusable(file, "it is not an SQLite database, or its header is damaged");
    }
    ByteBuffer numbers = ByteBuffer.wrap(header);
    if (numbers.getInt(APPLICATION_ID_AT) != Schema.APPLICATION_ID) {
      throw StoreErrors.unusable(file, "it is a database of another program");
    }
    checkVersion(file, numbers.getInt(USER_VERSION_AT));
  }

  static void checkVersion(Path file, long version) throws StoreException {
    if (version > Schema.VERSION) {
      throw new StoreException(
          file + " has schema version " + version + ", this program knows " + Schema.VERSION,
          "it was written by a newer tidemark: install that version again",
          null);
    }
  }

  private static byte[] header(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEADER_BYTES);
    }
  }
}
