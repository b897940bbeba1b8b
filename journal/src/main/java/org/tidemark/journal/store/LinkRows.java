package org.tidemark.journal.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.tidemark.journal.model.PathBytes;

/** Reads the tables of the link index. Belongs to its connection's thread. */
final class LinkRows implements LinkReader {
  private static final String FACTS =
      "SELECT filesystem, inode, handle, links, elsewhere, wanted FROM link_file ";

  private final Database database;

  LinkRows(Database database) {
    this.database = database;
  }

  private <T> T told(Database.Work<T> work) throws StoreException {
    return database.read("reading the names of linked files", work);
  }

  @Override
  public List<LinkName> namesOf(LinkedFile file) throws StoreException {
    return told(
        () ->
            database.list(
                LinkRows::name,
                """
                SELECT name, link_directory.filesystem, handle, path
                FROM link JOIN link_directory ON link_directory.id = directory
                WHERE link.filesystem = ? AND inode = ?
                """,
                file.filesystem(),
                file.inode()));
  }

  private static LinkName name(ResultSet row) throws SQLException {
    LinkDirectory directory =
        new LinkDirectory(row.getLong(2), row.getBytes(3), PathBytes.of(row.getBytes(4)));
    return new LinkName(directory, row.getBytes(1));
  }

  @Override
  public Optional<FileFacts> factsOf(LinkedFile file) throws StoreException {
    return told(
        () ->
            database.first(
                LinkRows::facts,
                FACTS + "WHERE filesystem = ? AND inode = ?",
                file.filesystem(),
                file.inode()));
  }

  private static FileFacts facts(ResultSet row) throws SQLException {
    return new FileFacts(
        LinkTable.file(row), row.getBytes(3), row.getInt(4), row.getInt(5), row.getInt(6) != 0);
  }

  @Override
  public List<LinkedFile> touchedAfter(long sequence, int limit) throws StoreException {
    return told(
        () ->
            database.list(
                LinkTable::file,
                "SELECT filesystem, inode FROM link_file WHERE touched > max(0, ?)"
                    + " ORDER BY touched LIMIT ?",
                sequence,
                limit));
  }

  @Override
  public List<FileFacts> wanted(int limit) throws StoreException {
    return told(() -> database.list(LinkRows::facts, FACTS + "WHERE wanted = 1 LIMIT ?", limit));
  }

  @Override
  public long completeAt() throws StoreException {
    return told(() -> database.number("SELECT sequence FROM link_complete"));
  }

  @Override
  public List<Scan> scans() throws StoreException {
    return told(
        () ->
            database.list(
                row -> new Scan(PathBytes.of(row.getBytes(1)), row.getLong(2), row.getLong(3)),
                "SELECT path, requests, begun FROM link_scan ORDER BY path"));
  }

  @Override
  public List<PathBytes> scannedParts() throws StoreException {
    return told(
        () -> database.list(row -> PathBytes.of(row.getBytes(1)), "SELECT path FROM link_scanned"));
  }

  @Override
  public void keys(KeyVisitor visitor) throws StoreException {
    each("SELECT name FROM link", row -> visitor.key(row.getBytes(1)));
    each(
        "SELECT handle FROM link_file WHERE handle IS NOT NULL",
        row -> visitor.key(row.getBytes(1)));
  }

  @Override
  public void inodes(LongConsumer taker) throws StoreException {
    each("SELECT inode FROM link_file", row -> taker.accept(row.getLong(1)));
  }

  /** Takes a row. */
  private interface RowTaker {
    void take(ResultSet row) throws SQLException;
  }

  private void each(String sql, RowTaker taker) throws StoreException {
    told(
        () -> {
          try (PreparedStatement select = database.prepare(sql);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              taker.take(row);
            }
          }
          return null;
        });
  }

  @Override
  public boolean isEmpty() throws StoreException {
    return told(() -> database.number("SELECT EXISTS (SELECT 1 FROM link_file)") == 0);
  }

  @Override
  public Totals totals() throws StoreException {
    return told(
        () ->
            new Totals(
                database.number("SELECT count(*) FROM link_file"),
                database.number("SELECT count(*) FROM link"),
                database.number("SELECT count(*) FROM link_file WHERE wanted = 1")));
  }
}
