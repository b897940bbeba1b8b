package org.tidemark.journal.store;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Deletes what lies at or below the floor. Belongs to the store's thread. */
final class OldRows {
  /** A product may name a job that it did long ago; per consumer. */
  private static final int KEPT_WINDOWS = 1_000;

  private final Database database;
  private final DirectoryIds directories;
  private final ClockTable clock;
  private final ReconcileTable reconcile;
  private final LinkTable links;

  OldRows(
      Database database,
      DirectoryIds directories,
      ClockTable clock,
      ReconcileTable reconcile,
      LinkTable links) {
    this.database = database;
    this.directories = directories;
    this.clock = clock;
    this.reconcile = reconcile;
    this.links = links;
  }

  boolean exist(long floor) throws SQLException {
    return database.number("SELECT EXISTS (SELECT 1 FROM change WHERE sequence <= ?)", floor) != 0;
  }

  /** One slice, inside the caller's transaction; the number of rows that went, of any table. */
  long forget(long floor, int limit) throws SQLException {
    long changes = forgetChanges(floor, limit);
    if (changes == limit) {
      return changes;
    }
    forgetWindows();
    int gaps = forgetGaps(floor);
    reconcile.forget();
    return changes + gaps + forgetRenames(floor, limit) + clock.forget(floor, limit);
  }

  private int forgetGaps(long floor) throws SQLException {
    List<Long> old =
        database.list(row -> row.getLong(1), "SELECT id FROM gap WHERE end_sequence <= ?", floor);
    for (long gap : old) {
      links.scanGap(gap);
    }
    return database.update("DELETE FROM gap WHERE end_sequence <= ?", floor);
  }

  private long forgetChanges(long floor, int limit) throws SQLException {
    List<Long> deletedFrom =
        database.list(
            row -> row.getLong(1),
            """
            DELETE FROM change WHERE (directory, name) IN (
                SELECT directory, name FROM change INDEXED BY change_by_sequence
                WHERE sequence <= ? ORDER BY sequence LIMIT ?)
            RETURNING directory
            """,
            floor,
            limit);
    forgetUnused(new HashSet<>(deletedFrom));
    return deletedFrom.size();
  }

  /** Directories that lost their last row go with it, so that none is ever left over. */
  private void forgetUnused(Set<Long> candidates) throws SQLException {
    try (var delete =
        database.prepare(
            """
            DELETE FROM directory
            WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM change WHERE directory = ?1)
            """)) {
      for (long id : candidates) {
        delete.setLong(1, id);
        delete.executeUpdate();
      }
    }
    directories.forget(candidates);
  }

  private int forgetRenames(long floor, int limit) throws SQLException {
    return database.update(
        """
        DELETE FROM rename WHERE sequence IN (
            SELECT sequence FROM rename WHERE sequence <= ? ORDER BY sequence LIMIT ?)
        """,
        floor,
        limit);
  }

  private void forgetWindows() throws SQLException {
    database.update(
        """
        DELETE FROM window WHERE state NOT IN ('OPEN', 'LISTED') AND id IN (
            SELECT id FROM (
                SELECT id, row_number() OVER (PARTITION BY consumer ORDER BY id DESC) AS place
                FROM window)
            WHERE place > ?)
        """,
        KEPT_WINDOWS);
  }
}
