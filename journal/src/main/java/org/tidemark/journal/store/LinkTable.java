package org.tidemark.journal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tidemark.journal.model.PathBytes;

/** Writes the tables of the link index. Belongs to the store's thread. */
final class LinkTable implements LinkWriter {
  /** In order of (filesystem, inode): a slice of what a search has seen. */
  private static final String SEEN_AFTER =
      """
      SELECT filesystem, inode FROM link_file
      WHERE (filesystem, inode) > (?, ?) ORDER BY filesystem, inode LIMIT ?
      """;

  /** Of a file with one link no name is kept, so that nothing is known of where that lies. */
  private static final String COUNT_ELSEWHERE =
      """
      UPDATE link_file SET elsewhere = iif(links > 1, max(0, links - (
          SELECT count(*) FROM link
          WHERE link.filesystem = link_file.filesystem AND link.inode = link_file.inode)), 0)
      WHERE (filesystem, inode) > (?1, ?2) AND (filesystem, inode) <= (?3, ?4)
          AND seen >= ?5 AND wanted = 0
      """;

  /** Of files whose other names may have been passed by: those that were met, too, have all. */
  private static final String STILL_WANTED =
      """
      UPDATE link_file SET (elsewhere, wanted) = (
          SELECT iif(links > 1, max(0, min(elsewhere, links - count(*))), 0),
              links > 1 AND links > count(*) + max(0, min(elsewhere, links - count(*)))
          FROM link
          WHERE link.filesystem = link_file.filesystem AND link.inode = link_file.inode)
      WHERE (filesystem, inode) > (?1, ?2) AND (filesystem, inode) <= (?3, ?4)
          AND seen >= ?5 AND wanted = 1
      """;

  /** Another handle is another file with that number. */
  private static final String SEEN =
      """
      INSERT INTO link_file (filesystem, inode, handle, links, elsewhere, wanted, touched, seen)
      VALUES (?, ?, ?, ?, 0, ?, 0, ?)
      ON CONFLICT DO UPDATE SET links = excluded.links,
          elsewhere = iif(coalesce(excluded.handle != handle, 0), 0, elsewhere),
          wanted = max(wanted, excluded.wanted),
          handle = coalesce(excluded.handle, handle), seen = excluded.seen
      """;

  /** Names that events told meanwhile may have gone past the search: they are not elsewhere. */
  private static final String SEARCHED =
      """
      UPDATE link_file SET wanted = 0, links = ?3, elsewhere = max(0, min(?4, ?3 - (
          SELECT count(*) FROM link WHERE filesystem = ?1 AND inode = ?2)))
      WHERE filesystem = ?1 AND inode = ?2
      """;

  private static final String SEARCHED_IN_VAIN =
      """
      UPDATE link_file SET elsewhere = 0, wanted = links > 1 AND links > (
          SELECT count(*) FROM link WHERE filesystem = ?1 AND inode = ?2)
      WHERE filesystem = ?1 AND inode = ?2
      """;

  /** Of a file without any name that is known or searched for, nothing could be listed. */
  private static final String LOST_NAME =
      """
      UPDATE link_file SET touched = iif(wanted OR EXISTS (
          SELECT 1 FROM link WHERE filesystem = ?1 AND inode = ?2), ?3, 0)
      WHERE filesystem = ?1 AND inode = ?2
      """;

  private static final String FORGET_NAMES = "DELETE FROM link WHERE filesystem = ? AND inode = ?";

  /**
   * Another handle is another file with that number; a link that is gone may be one elsewhere, and
   * the only one that is left may be one here.
   */
  private static final String NOTE =
      """
      WITH known (names) AS (
          SELECT count(*) FROM link WHERE filesystem = ?1 AND inode = ?2)
      INSERT INTO link_file (filesystem, inode, handle, links, elsewhere, wanted, touched, seen)
      SELECT ?1, ?2, ?3, ?4, 0, ?4 > max(1, names), 0, ?5 FROM known
      WHERE ?4 > 1 OR EXISTS (SELECT 1 FROM link_file WHERE filesystem = ?1 AND inode = ?2)
      ON CONFLICT DO UPDATE SET
          links = excluded.links,
          elsewhere = iif(coalesce(excluded.handle != handle, 0) OR excluded.links = 1, 0,
              max(0, min(elsewhere, excluded.links - (SELECT names FROM known)))),
          wanted = excluded.links > 1 AND excluded.links > (SELECT names FROM known)
              + iif(coalesce(excluded.handle != handle, 0), 0, elsewhere),
          handle = coalesce(excluded.handle, handle),
          seen = excluded.seen
      """;

  /**
   * The trees of a gap that the index has not made good: unless nothing was ever read, or a reading
   * that begins only now, or began after the gap ended, sees them anyway.
   */
  private static final String SCAN_GAP =
      """
      INSERT INTO link_scan SELECT path, 1, 0 FROM gap
      WHERE id = ?1 AND end_sequence > (SELECT sequence FROM link_complete WHERE sequence > 0)
          AND NOT EXISTS (SELECT 1 FROM link_scan WHERE link_scan.path = gap.path
              AND (begun = 0 OR begun >= end_sequence))
      ON CONFLICT (path) DO UPDATE SET requests = requests + 1
      """;

  private final Database database;
  private final JournalState state;
  private LinkReader.KeyVisitor keys = key -> {};

  /** Files that are searched for, of which nothing was noted since the search began. */
  private final Set<LinkedFile> unnoted = new HashSet<>();

  LinkTable(Database database, JournalState state) {
    this.database = database;
    this.state = state;
  }

  void tellKeysTo(LinkReader.KeyVisitor visitor) {
    keys = visitor;
  }

  private void tellHandle(byte[] handle) {
    if (handle != null) {
      keys.key(handle);
    }
  }

  /** Turns the driver's exceptions into the operator's message. */
  private <T> T told(Database.Work<T> work) throws StoreException {
    return database.read("keeping the names of linked files", work);
  }

  private void update(String sql, Object... arguments) throws StoreException {
    int unused = told(() -> database.update(sql, arguments));
  }

  private long idOf(LinkDirectory directory) throws SQLException {
    return database.number(
        "SELECT id FROM link_directory WHERE filesystem = ? AND handle = ?",
        directory.filesystem(),
        directory.handle());
  }

  private long newIdOf(LinkDirectory directory) throws SQLException {
    return database
        .first(
            row -> row.getLong(1),
            """
            INSERT INTO link_directory (filesystem, handle, path) VALUES (?, ?, ?)
            ON CONFLICT (filesystem, handle) DO UPDATE SET path = excluded.path RETURNING id
            """,
            directory.filesystem(),
            directory.handle(),
            directory.path().bytes())
        .orElseThrow();
  }

  @Override
  public Optional<LinkedFile> fileAt(LinkDirectory directory, byte[] name) throws StoreException {
    return told(
        () ->
            database.first(
                LinkTable::file,
                "SELECT filesystem, inode FROM link WHERE directory = ? AND name = ?",
                idOf(directory),
                name));
  }

  static LinkedFile file(ResultSet row) throws SQLException {
    return new LinkedFile(row.getLong(1), row.getLong(2));
  }

  @Override
  public boolean knows(LinkedFile file) throws StoreException {
    return told(
        () ->
            database.number(
                    "SELECT count(*) FROM link_file WHERE filesystem = ? AND inode = ?",
                    file.filesystem(),
                    file.inode())
                > 0);
  }

  @Override
  public void put(LinkedFile file, LinkDirectory directory, byte[] name) throws StoreException {
    keys.key(name);
    told(
        () -> {
          long id = newIdOf(directory);
          database.update(
              "DELETE FROM link WHERE directory = ? AND name = ?"
                  + " AND NOT (filesystem = ? AND inode = ?)",
              id,
              name,
              file.filesystem(),
              file.inode());
          return database.update(
              """
              INSERT INTO link (filesystem, inode, directory, name, seen) VALUES (?, ?, ?, ?, ?)
              ON CONFLICT DO UPDATE SET seen = excluded.seen
              """,
              file.filesystem(),
              file.inode(),
              id,
              name,
              state.lastSequence());
        });
  }

  @Override
  public void remove(LinkDirectory directory, byte[] name) throws StoreException {
    told(
        () -> {
          long id = idOf(directory);
          int gone = database.update("DELETE FROM link WHERE directory = ? AND name = ?", id, name);
          forgetIfUnused(id);
          return gone;
        });
  }

  private void forgetIfUnused(long directory) throws SQLException {
    database.update(
        "DELETE FROM link_directory WHERE id = ?1"
            + " AND NOT EXISTS (SELECT 1 FROM link WHERE directory = ?1)",
        directory);
  }

  @Override
  public void note(LinkedFile file, int links, byte[] handle) throws StoreException {
    tellHandle(handle);
    boolean unused = unnoted.remove(file);
    told(
        () -> {
          if (links == 1) {
            database.update(FORGET_NAMES, file.filesystem(), file.inode());
          }
          return database.update(
              NOTE, file.filesystem(), file.inode(), handle, links, state.lastSequence());
        });
  }

  @Override
  public void touched(LinkedFile file) throws StoreException {
    update(
        "UPDATE link_file SET touched = ? WHERE filesystem = ? AND inode = ?",
        state.nextSequence(),
        file.filesystem(),
        file.inode());
  }

  @Override
  public void lostName(LinkedFile file) throws StoreException {
    update(LOST_NAME, file.filesystem(), file.inode(), state.nextSequence());
  }

  @Override
  public void searchBegins(Collection<LinkedFile> files) {
    unnoted.clear();
    unnoted.addAll(files);
  }

  @Override
  public void searched(LinkedFile file, int links, int elsewhere) throws StoreException {
    if (unnoted.remove(file)) {
      update(SEARCHED, file.filesystem(), file.inode(), links, elsewhere);
    } else {
      update(SEARCHED_IN_VAIN, file.filesystem(), file.inode());
    }
  }

  @Override
  public void scan(PathBytes top) throws StoreException {
    update(
        "INSERT INTO link_scan VALUES (?, 1, 0)"
            + " ON CONFLICT (path) DO UPDATE SET requests = requests + 1",
        top.bytes());
  }

  /** Before that gap is forgotten: what it hides from the index is to be read all the same. */
  void scanGap(long gap) throws SQLException {
    if (database.update(SCAN_GAP, gap) > 0) {
      database.update("DELETE FROM link_scanned");
    }
  }

  @Override
  public void scanBegins(PathBytes top) throws StoreException {
    update(
        "UPDATE link_scan SET begun = ? WHERE path = ? AND begun = 0",
        state.lastSequence(),
        top.bytes());
  }

  @Override
  public void forgetParts() throws StoreException {
    update("DELETE FROM link_scanned");
  }

  @Override
  public void seen(LinkedFile file, int links, byte[] handle, boolean settled)
      throws StoreException {
    tellHandle(handle);
    update(
        SEEN,
        file.filesystem(),
        file.inode(),
        handle,
        links,
        settled ? 0 : 1,
        state.lastSequence());
  }

  @Override
  public void wantNone() throws StoreException {
    update("UPDATE link_file SET wanted = 0 WHERE wanted = 1");
  }

  @Override
  public void scannedPart(PathBytes part) throws StoreException {
    update("INSERT OR IGNORE INTO link_scanned VALUES (?)", part.bytes());
  }

  @Override
  public void scanned(PathBytes top, long requests) throws StoreException {
    told(
        () -> {
          database.update(
              "DELETE FROM link_scan WHERE path = ? AND requests = ?", top.bytes(), requests);
          return database.update("DELETE FROM link_scanned");
        });
  }

  @Override
  public void complete(long sequence) throws StoreException {
    update("INSERT OR REPLACE INTO link_complete VALUES (1, ?)", sequence);
  }

  @Override
  public Optional<LinkedFile> countElsewhere(LinkedFile after, long since, int limit)
      throws StoreException {
    return told(
        () -> {
          List<LinkedFile> slice =
              database.list(LinkTable::file, SEEN_AFTER, after.filesystem(), after.inode(), limit);
          if (slice.isEmpty()) {
            return Optional.empty();
          }
          LinkedFile last = slice.get(slice.size() - 1);
          for (String count : List.of(COUNT_ELSEWHERE, STILL_WANTED)) {
            database.update(
                count, after.filesystem(), after.inode(), last.filesystem(), last.inode(), since);
          }
          return Optional.of(last);
        });
  }

  @Override
  public boolean forgetUnseen(long since, int limit) throws StoreException {
    return told(
        () -> {
          int names =
              database.update(
                  "DELETE FROM link WHERE (filesystem, inode, directory, name) IN"
                      + " (SELECT filesystem, inode, directory, name FROM link"
                      + " WHERE seen < ? LIMIT ?)",
                  since,
                  limit);
          int files =
              database.update(
                  "DELETE FROM link_file WHERE (filesystem, inode) IN"
                      + " (SELECT filesystem, inode FROM link_file"
                      + " WHERE seen < ? AND touched <= ? AND wanted = 0 LIMIT ?)",
                  since,
                  state.floor(),
                  limit);
          int directories =
              names + files > 0
                  ? 0
                  : database.update(
                      "DELETE FROM link_directory WHERE id IN (SELECT id FROM link_directory"
                          + " WHERE NOT EXISTS (SELECT 1 FROM link WHERE directory = id) LIMIT ?)",
                      limit);
          return names + files + directories > 0;
        });
  }
}
