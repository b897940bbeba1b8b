package org.tidemark.journal.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * The one row of table {@code journal}: identity, counters, marks of the last stop. Numbers are
 * given out from memory and saved with the transaction that uses them. Belongs to the store's
 * thread.
 */
final class JournalState {
  private final InstantSource clock;
  private final PreparedStatement save;
  private String journalId;
  private long lastSequence;
  private long floor;
  private String token;
  private String bootId;
  private boolean cleanStop;
  private long stoppedMillis;
  private long wallMillis;
  private long vouchedMillis;

  JournalState(Database database, InstantSource clock) throws SQLException {
    this.clock = clock;
    this.save =
        database.prepare(
            """
            UPDATE journal SET journal_id = ?, last_sequence = ?, floor = ?, wall_millis = ?,
                token = ?, boot_id = ?, clean_stop = ?, stopped_millis = ?, vouched_millis = ?,
                writes = writes + 1
            """);
    if (database.list(this::load, "SELECT * FROM journal").isEmpty()) {
      throw new SQLDataException("no row in table journal");
    }
  }

  private String load(ResultSet row) throws SQLException {
    journalId = row.getString("journal_id");
    lastSequence = row.getLong("last_sequence");
    floor = row.getLong("floor");
    wallMillis = row.getLong("wall_millis");
    vouchedMillis = row.getLong("vouched_millis");
    token = row.getString("token");
    bootId = row.getString("boot_id");
    cleanStop = row.getBoolean("clean_stop");
    stoppedMillis = row.getLong("stopped_millis");
    return journalId;
  }

  /** Writes the row; to be called last in each transaction. */
  void save() throws SQLException {
    wallMillis = clock.millis();
    save.setString(1, journalId);
    save.setLong(2, lastSequence);
    save.setLong(3, floor);
    save.setLong(4, wallMillis);
    save.setString(5, token);
    save.setString(6, bootId);
    save.setBoolean(7, cleanStop);
    save.setLong(8, stoppedMillis);
    save.setLong(9, vouchedMillis);
    save.executeUpdate();
  }

  /** Gives out a number. It is spent even if the transaction is rolled back. */
  long nextSequence() {
    return ++lastSequence;
  }

  /** Leaves out numbers that may have been given out by commits that a crash took away. */
  void skipSequences(long count) {
    lastSequence += count;
  }

  /** A new life: nothing that was said in the old one is valid. */
  void beginNewJournal(String newId) {
    journalId = newId;
    floor = ++lastSequence;
  }

  void running(String newToken, String boot) {
    token = newToken;
    bootId = boot;
    cleanStop = false;
  }

  void stopped(String newToken) {
    token = newToken;
    cleanStop = true;
    stoppedMillis = clock.millis();
  }

  /** All that happened up to then was seen; saved with the next transaction. */
  void vouch(long millis) {
    vouchedMillis = millis;
  }

  long vouchedMillis() {
    return vouchedMillis;
  }

  void setFloor(long value) {
    floor = value;
  }

  long millis() {
    return clock.millis();
  }

  String journalId() {
    return journalId;
  }

  long lastSequence() {
    return lastSequence;
  }

  long floor() {
    return floor;
  }

  String token() {
    return token;
  }

  String bootId() {
    return bootId;
  }

  boolean cleanStop() {
    return cleanStop;
  }

  long stoppedMillis() {
    return stoppedMillis;
  }

  long wallMillis() {
    return wallMillis;
  }
}
