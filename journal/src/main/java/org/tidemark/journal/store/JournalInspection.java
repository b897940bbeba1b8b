package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A look at the journal of a state folder from another process than its daemon's; nothing in it is
 * changed, and a daemon that runs is not disturbed.
 */
public final class JournalInspection {
  /** How an open gap's end is stored. */
  private static final long OPEN = Long.MAX_VALUE;

  private JournalInspection() {}

  /**
   * What a journal says of itself.
   *
   * @param wallMillis time of its last transaction, in milliseconds since 1970
   * @param openGaps number of gaps that nothing has ended yet
   */
  public record Facts(
      String journalId, long schemaVersion, long lastSequence, long wallMillis, long openGaps) {}

  /**
   * The version of the SQLite library, which is loaded for it.
   *
   * @throws StoreException if it cannot be loaded
   */
  public static String libraryVersion() throws StoreException {
    try (Database memory = Database.plain(Path.of("/dev/null"))) {
      return memory.read(
          "asking SQLite for its version",
          () -> memory.first(row -> row.getString(1), "SELECT sqlite_version()").orElse(""));
    }
  }

  /**
   * Empty if the state folder has no journal yet.
   *
   * @throws StoreException if there is one that cannot be used
   */
  public static Optional<Facts> facts(Path state) throws StoreException {
    Path file = state.resolve(JournalFile.NAME);
    try {
      if (!JournalFile.exists(file)) {
        return Optional.empty();
      }
      JournalFile.check(file);
    } catch (IOException e) {
      throw StoreErrors.io("reading", file, e);
    }
    try (Database database = Database.onlooker(file)) {
      return database.read(
          "reading the journal",
          () -> {
            long version = database.number("PRAGMA user_version");
            long gaps = database.number("SELECT count(*) FROM gap WHERE end_sequence = ?", OPEN);
            return database.first(
                row -> new Facts(row.getString(1), version, row.getLong(2), row.getLong(3), gaps),
                "SELECT journal_id, last_sequence, wall_millis FROM journal");
          });
    }
  }

  /**
   * A reader of a journal that a daemon is writing.
   *
   * @throws StoreException if there is none, or it cannot be used
   */
  public static JournalReader reader(Path state) throws StoreException {
    String journalId = facts(state).map(Facts::journalId).orElseThrow(() -> missing(state));
    return new SqliteJournalReader(onlooker(state), journalId, InstantSource.system());
  }

  static Database onlooker(Path state) throws StoreException {
    if (facts(state).isEmpty()) {
      throw missing(state);
    }
    return Database.onlooker(state.resolve(JournalFile.NAME));
  }

  private static StoreException missing(Path state) {
    return StoreErrors.unusable(state.resolve(JournalFile.NAME), "there is no such file");
  }
}
