package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import org.tidemark.journal.model.ConsumerName;

/**
 * Decides how far history may be forgotten, and forgets it in slices. The floor is on the disk
 * before the first row goes. Belongs to the store's thread.
 */
final class Retention {
  /** Keeps one call in the tens of milliseconds, so that recording goes on between them. */
  static final int SLICE = 10_000;

  /** 8 MiB. */
  private static final int VACUUM_PAGES = 2_000;

  /** Below this there is nothing to win by forgetting more. */
  private static final long SMALL_DATABASE = 1 << 20;

  /**
   * How the database stands to its caps.
   *
   * @param exceeded whether it takes too much room
   * @param mustForget whether giving back unused pages cannot mend that
   */
  private record Room(boolean exceeded, boolean mustForget) {}

  private final Database database;
  private final Transactions transactions;
  private final JournalState state;
  private final ConsumerTable consumers;
  private final ClockTable clock;
  private final OldRows oldRows;
  private final Checkpoints checkpoints;

  Retention(
      Database database,
      Transactions transactions,
      JournalState state,
      ConsumerTable consumers,
      ClockTable clock,
      OldRows oldRows,
      Checkpoints checkpoints) {
    this.database = database;
    this.transactions = transactions;
    this.state = state;
    this.consumers = consumers;
    this.clock = clock;
    this.oldRows = oldRows;
    this.checkpoints = checkpoints;
  }

  RetentionResult slice(RetentionCaps caps, long nowMillis) throws StoreException {
    Room room = database.read("measuring the database", () -> room(caps));
    List<ConsumerName> madeStale = raiseFloor(caps, nowMillis, room.mustForget());
    long forgotten =
        transactions.run("forgetting old rows", () -> oldRows.forget(state.floor(), SLICE));
    boolean vacuumed = database.read("giving back space", () -> giveBackSpace(room.exceeded()));
    boolean more = forgotten >= SLICE || vacuumed || (room.mustForget() && forgotten > 0);
    return new RetentionResult(forgotten, madeStale, more);
  }

  private List<ConsumerName> raiseFloor(RetentionCaps caps, long nowMillis, boolean full)
      throws StoreException {
    long floor = database.read("reading bases", () -> newFloor(caps, nowMillis, full));
    if (floor <= state.floor()) {
      return List.of();
    }
    return transactions.synced(
        "raising the floor",
        () -> {
          state.setFloor(floor);
          return consumers.markStaleBelow(floor);
        });
  }

  private long newFloor(RetentionCaps caps, long nowMillis, boolean full) throws SQLException {
    long free =
        Math.min(
            heldBack(caps, nowMillis), clock.sequenceAt(nowMillis - caps.keepMillis(), nowMillis));
    return full ? Math.max(free, forced()) : free;
  }

  /** Where consumers and windows still need what follows. */
  private long heldBack(RetentionCaps caps, long nowMillis) throws SQLException {
    long tooOld = clock.sequenceAt(nowMillis - caps.maxAgeMillis(), nowMillis);
    long byConsumers =
        smallest(
            """
            SELECT min(base) FROM (
                SELECT full_base AS base FROM consumer WHERE stale = 0
                UNION ALL SELECT incremental_base FROM consumer WHERE stale = 0
                UNION ALL SELECT iif(level = 'FULL', end, min(base, end)) FROM window
                    WHERE state = 'LISTED' AND key != '')
            """);
    // What has a key waits for its product's word, for weeks perhaps, but not beyond the caps.
    // A FULL lists no rows, so only its end matters: what follows is for the window after it.
    long byWindows =
        smallest(
            """
            SELECT min(iif(level = 'FULL', end, min(base, end))) FROM window
            WHERE state IN ('OPEN', 'LISTED') AND (state = 'OPEN' OR key = '')
            """);
    return Math.min(Math.max(byConsumers, tooOld), byWindows);
  }

  /** The last number given out, if nothing is found. */
  private long smallest(String sql) throws SQLException {
    return database
        .first(
            row -> {
              long value = row.getLong(1);
              return row.wasNull() ? state.lastSequence() : value;
            },
            sql)
        .orElseThrow();
  }

  /** Where one more slice of the oldest rows ends, whoever needs them; 0 while older ones wait. */
  private long forced() throws SQLException {
    if (oldRows.exist(state.floor())) {
      return 0;
    }
    return database.number(
        "SELECT max(sequence) FROM (SELECT sequence FROM change ORDER BY sequence LIMIT ?)", SLICE);
  }

  private Room room(RetentionCaps caps) throws SQLException {
    long pageSize = database.number("PRAGMA page_size");
    long unused = database.number("PRAGMA freelist_count");
    long used = (database.number("PRAGMA page_count") - unused) * pageSize;
    boolean diskIsFull = used > SMALL_DATABASE && usable() < caps.minFreeBytes();
    boolean tooLarge = used > caps.maxDatabaseBytes();
    return new Room(tooLarge || diskIsFull, tooLarge || (diskIsFull && unused == 0));
  }

  private long usable() throws SQLException {
    try {
      return Files.getFileStore(database.file()).getUsableSpace();
    } catch (IOException e) {
      throw new SQLException("statvfs: " + e.getMessage(), e);
    }
  }

  /**
   * Takes a slice of unused pages off the file's end; true if that is to be done again, or if it
   * may have made room enough.
   */
  private boolean giveBackSpace(boolean needed) throws SQLException, StoreException {
    long unused = database.number("PRAGMA freelist_count");
    // A quarter may stay: it is used again soon, and moving pages costs writes.
    boolean worthIt = unused * 4 > database.number("PRAGMA page_count");
    if (unused == 0 || !(needed || worthIt)) {
      return false;
    }
    database.execute("PRAGMA incremental_vacuum(" + VACUUM_PAGES + ")");
    // The file shrinks when the log is copied back.
    checkpoints.run();
    long left = database.number("PRAGMA freelist_count");
    return left < unused && (left > 0 || needed);
  }
}
