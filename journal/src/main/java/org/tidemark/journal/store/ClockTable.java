package org.tidemark.journal.store;

import java.sql.SQLException;

/** Table {@code clock}. Belongs to its connection's thread. */
final class ClockTable {
  /** Fine enough for "since yesterday 22:00"; a million rows a year of steady change. */
  private static final long APART_MILLIS = 30_000;

  private final Database database;
  private long notedSequence = -1;
  private long notedMillis;

  ClockTable(Database database) {
    this.database = database;
  }

  /** True if this would add something to what was noted last. */
  boolean wants(long sequence, long wallMillis) {
    return sequence != notedSequence && Math.abs(wallMillis - notedMillis) >= APART_MILLIS;
  }

  /** Of one sequence number the first time counts: that is when it was reached. */
  void note(long sequence, long wallMillis) throws SQLException {
    database.update("INSERT OR IGNORE INTO clock VALUES (?, ?)", sequence, wallMillis);
    notedSequence = sequence;
    notedMillis = wallMillis;
  }

  /**
   * The greatest sequence number known to be not later. Where the clock was set back, the earliest
   * place that fits is taken, which lists and keeps more. Times after {@code nowMillis} are a wrong
   * clock's and count for nothing.
   */
  long sequenceAt(long wallMillis, long nowMillis) throws SQLException {
    return database.number(
        """
        SELECT max(sequence) FROM clock WHERE wall_millis <= ?1 AND sequence < ifnull(
            (SELECT min(sequence) FROM clock WHERE wall_millis > ?1 AND wall_millis <= ?2),
            9223372036854775807)
        """,
        wallMillis,
        nowMillis);
  }

  /** Forgets up to {@code limit} entries before the newest one that is not above the floor. */
  int forget(long floor, int limit) throws SQLException {
    return database.update(
        """
        DELETE FROM clock WHERE sequence IN (
            SELECT sequence FROM clock
            WHERE sequence < (SELECT max(sequence) FROM clock WHERE sequence <= ?) LIMIT ?)
        """,
        floor,
        limit);
  }
}
