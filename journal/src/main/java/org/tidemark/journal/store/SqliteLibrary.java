package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where the driver unpacks its library and where SQLite sorts: the state disk, not {@code /tmp}.
 */
final class SqliteLibrary {
  private static final String UNPACK_PROPERTY = "org.sqlite.tmpdir";
  private static final String READY_PROPERTY = "org.sqlite.lib.path";

  /** Kept, or the level would be forgotten with the logger. */
  private static final Logger DRIVER_LOG = Logger.getLogger("org.sqlite");

  static {
    // It logs with stack traces what it throws anyway, and we report what it throws.
    DRIVER_LOG.setLevel(Level.OFF);
  }

  private SqliteLibrary() {}

  /**
   * To be called before the first connection. A launcher that sets {@code org.sqlite.tmpdir} itself
   * (state disk mounted noexec) is left in peace.
   */
  static Path prepare(Path stateDir) throws IOException {
    Path temporary = stateDir.resolve("tmp");
    Folders.makePrivate(temporary);
    if (System.getProperty(UNPACK_PROPERTY) == null) {
      System.setProperty(UNPACK_PROPERTY, temporary.toString());
    }
    return temporary;
  }

  /** The driver tries only once: it is asked only if the library is there to be loaded. */
  static void load() {
    String folder = System.getProperty(READY_PROPERTY);
    if (folder == null) {
      return;
    }
    try {
      System.load(Path.of(folder).toAbsolutePath().resolve("libsqlitejdbc.so").toString());
    } catch (UnsatisfiedLinkError e) {
      // Opening the database finds another, or says what is wrong.
      return;
    }
    try (Connection warm = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      warm.getAutoCommit();
    } catch (SQLException e) {
      return;
    }
  }

  static StoreException notLoaded(SQLException cause) {
    return new StoreException(
        "loading the SQLite library from " + System.getProperty(UNPACK_PROPERTY) + " failed",
        "is its disk full, or mounted noexec? Else name another folder to java: -D"
            + UNPACK_PROPERTY
            + "=FOLDER",
        cause);
  }

  /** Sorting ten million rows may need gigabytes: neither heap nor a small tmpfs is the place. */
  static void sortIn(Path folder, Database database) throws SQLException {
    database.execute(
        "PRAGMA temp_store_directory = '" + folder.toString().replace("'", "''") + "'");
  }
}
