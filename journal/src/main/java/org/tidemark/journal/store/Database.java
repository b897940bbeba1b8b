package org.tidemark.journal.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.sqlite.NativeLibraryNotFoundException;

/**
 * One connection to the database, its transactions and its short queries. Belongs to one thread at
 * a time.
 */
final class Database implements AutoCloseable {
  /** Long enough for an administrator's sqlite3 shell; our own readers never lock us out. */
  private static final int BUSY_MILLIS = 10_000;

  private final Path file;
  private final Connection connection;
  private Consumer<String> onDamage = what -> {};

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** A connection without any setting of ours, for making and checking a database. */
  static Database plain(Path file) throws StoreException {
    return connected(file, "");
  }

  private static Database connected(Path file, String parameters) throws StoreException {
    try {
      // A URI, because in the driver's own form a "?" in the path would begin its parameters.
      String url = "jdbc:sqlite:file:" + file.toUri().getRawPath() + parameters;
      return new Database(file, DriverManager.getConnection(url, driver()));
    } catch (SQLException e) {
      throw e.getCause() instanceof NativeLibraryNotFoundException
          ? SqliteLibrary.notLoaded(e)
          : StoreErrors.of("opening the database", file, e);
    }
  }

  /**
   * The driver would ask for last_insert_rowid() after each INSERT, with a statement prepared anew:
   * more work than the INSERT itself.
   */
  private static Properties driver() {
    Properties properties = new Properties();
    properties.setProperty("jdbc.get_generated_keys", "false");
    return properties;
  }

  /** Settings of the one writer. */
  static Database writer(Path file) throws StoreException {
    Database database = plain(file);
    database.configure(
        "PRAGMA busy_timeout = " + BUSY_MILLIS,
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = NORMAL",
        // Checkpoints makes them.
        "PRAGMA wal_autocheckpoint = 0",
        // What a long read made it grow beyond is given back to the disk.
        "PRAGMA journal_size_limit = 67108864",
        // Outside the heap and never given back; a batch goes through the pages in their order.
        "PRAGMA cache_size = -8192",
        "PRAGMA temp_store = FILE");
    return database;
  }

  /** Settings of a reader: it sorts on the state disk, not in memory, and cannot write. */
  static Database reader(Path file) throws StoreException {
    Database database = plain(file);
    database.configure(
        "PRAGMA busy_timeout = " + BUSY_MILLIS,
        "PRAGMA cache_size = -8192",
        "PRAGMA temp_store = FILE",
        "PRAGMA query_only = ON");
    return database;
  }

  /**
   * A reader beside the daemon that owns the database, or without one: it never writes a page, not
   * even those that a crash left in the log.
   */
  static Database onlooker(Path file) throws StoreException {
    Database database = connected(file, "?mode=ro");
    database.configure("PRAGMA busy_timeout = " + BUSY_MILLIS, "PRAGMA cache_size = -8192");
    return database;
  }

  private void configure(String... statements) throws StoreException {
    try {
      for (String statement : statements) {
        execute(statement);
      }
    } catch (SQLException e) {
      closeAfter(e);
      throw StoreErrors.of("opening the database", file, e);
    }
  }

  private void closeAfter(SQLException cause) {
    try {
      connection.close();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  Path file() {
    return file;
  }

  /** Work inside a transaction or a read. */
  interface Work<T> {
    T run() throws SQLException, StoreException;
  }

  /** Reads one row of a result. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs the work in one transaction: all of it, or after any exception nothing of it. */
  <T> T transaction(String operation, Work<T> work) throws StoreException {
    return read(operation, () -> commitOrRollBack(work));
  }

  private <T> T commitOrRollBack(Work<T> work) throws SQLException, StoreException {
    execute("BEGIN IMMEDIATE");
    boolean committed = false;
    try {
      T result = work.run();
      execute("COMMIT");
      committed = true;
      return result;
    } finally {
      if (!committed) {
        rollBack();
      }
    }
  }

  private void rollBack() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // After a full disk SQLite has often rolled back by itself, and then there is nothing left to
      // do; in any other case the next BEGIN fails and says so.
      return;
    }
  }

  /** As {@link #transaction}; when it returns, this and all earlier commits are on the disk. */
  <T> T synced(String operation, Work<T> work) throws StoreException {
    return read(
        operation,
        () -> {
          execute("PRAGMA synchronous = FULL");
          try {
            return commitOrRollBack(work);
          } finally {
            execute("PRAGMA synchronous = NORMAL");
          }
        });
  }

  /** Runs the work and turns its exceptions into the operator's message. */
  <T> T read(String operation, Work<T> work) throws StoreException {
    try {
      return work.run();
    } catch (SQLException e) {
      throw failed(operation, e);
    }
  }

  /** The operator's message; damage is told to whom it concerns. */
  StoreException failed(String operation, SQLException cause) {
    StoreException told = StoreErrors.of(operation, file, cause);
    if (told instanceof DamagedException) {
      onDamage.accept(told.getMessage());
    }
    return told;
  }

  /** Whom to tell when damage is met. */
  void onDamage(Consumer<String> listener) {
    onDamage = listener;
  }

  /** Runs one or more statements without parameters. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** A statement that the caller keeps and closes. */
  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /** Number of rows that the statement changed. */
  int update(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepared(sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  <T> List<T> list(RowReader<T> reader, String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepared(sql, arguments);
        ResultSet rows = statement.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(decoded(reader, rows));
      }
      return found;
    }
  }

  /** Reads a row; what no version of ours ever wrote is damage, not a programming error. */
  static <T> T decoded(RowReader<T> reader, ResultSet row) throws SQLException {
    try {
      return reader.read(row);
    } catch (IllegalArgumentException e) {
      throw new SQLDataException("a value that was never written: " + e.getMessage(), e);
    }
  }

  /** The first row, if there is one. */
  <T> Optional<T> first(RowReader<T> reader, String sql, Object... arguments) throws SQLException {
    return list(reader, sql, arguments).stream().findFirst();
  }

  /** The first column of the first row; 0 if there is no row or it is NULL. */
  long number(String sql, Object... arguments) throws SQLException {
    return first(row -> row.getLong(1), sql, arguments).orElse(0L);
  }

  private PreparedStatement prepared(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int at = 0; at < arguments.length; at++) {
      statement.setObject(at + 1, arguments[at]);
    }
    return statement;
  }

  @Override
  public void close() throws StoreException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw StoreErrors.of("closing the database", file, e);
    }
  }
}
