package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes possession of a state folder: lock, database, identity. Whatever fails, what was opened is
 * closed again and nothing was changed.
 */
final class Opening {
  /**
   * After a crash of the machine the last commits may be gone, while their numbers were handed out.
   * More than could be given out between two syncs, and a billion crashes fit into a long.
   */
  private static final long SKIPPED_AFTER_CRASH = 1_000_000_000;

  private final Path stateDir;
  private final Path runDir;
  private final InstantSource clock;
  private final String bootId;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private boolean created;

  Opening(Path stateDir, Path runDir, InstantSource clock, String bootId) {
    this.stateDir = stateDir;
    this.runDir = runDir;
    this.clock = clock;
    this.bootId = bootId;
  }

  /** What the store is made of, all of it in its possession. */
  record Parts(
      Path file,
      StateLock lock,
      BootMark bootMark,
      Database database,
      JournalState state,
      StartReport start)
      implements AutoCloseable {

    /** Closes all of them, the lock last, whatever fails on the way. */
    @Override
    public void close() throws StoreException {
      try {
        try {
          database.close();
        } finally {
          bootMark.close();
          lock.close();
        }
      } catch (IOException e) {
        throw StoreErrors.io("closing the state folder", file.getParent(), e);
      }
    }
  }

  Parts open() throws StoreException {
    boolean done = false;
    try {
      Parts parts = take();
      done = true;
      return parts;
    } catch (IOException e) {
      throw StoreErrors.io("opening the state folder", stateDir, e);
    } finally {
      if (!done) {
        closeOpened();
      }
    }
  }

  private Parts take() throws IOException, StoreException {
    Folders.makePrivate(stateDir);
    StateLock lock = owned(StateLock.take(stateDir));
    BootMark bootMark = owned(BootMark.open(runDir));
    Path temporary = SqliteLibrary.prepare(stateDir);
    Path file = stateDir.resolve(JournalFile.NAME);
    createOrCheck(file);
    Database database = owned(Database.writer(file));
    JournalState state = database.read("opening the database", () -> load(database, temporary));
    StartReport start = identify(database, state, bootMark);
    return new Parts(file, lock, bootMark, database, state, start);
  }

  private <T extends AutoCloseable> T owned(T part) {
    opened.push(part);
    return part;
  }

  private void closeOpened() {
    opened.forEach(Opening::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      // The failure that made us close it is the one to be told.
      return;
    }
  }

  private void createOrCheck(Path file) throws IOException, StoreException {
    created = !JournalFile.exists(file);
    if (created) {
      JournalFile.create(file, newToken(), newToken(), bootId);
    }
    JournalFile.check(file);
  }

  /** Reads a little of every table that matters; a check of all rows would cost O(rows). */
  private JournalState load(Database database, Path temporary) throws SQLException, StoreException {
    JournalFile.checkVersion(database.file(), database.number("PRAGMA user_version"));
    Schema.upgrade(database);
    SqliteLibrary.sortIn(temporary, database);
    for (String table : List.of("change", "directory", "gap", "consumer", "window", "setting")) {
      database.number("SELECT count(*) FROM (SELECT 1 FROM " + table + " LIMIT 1)");
    }
    return new JournalState(database, clock);
  }

  private StartReport identify(Database database, JournalState state, BootMark bootMark)
      throws IOException, StoreException {
    Optional<BootMark.Mark> mark = bootMark.mark(bootId);
    boolean copy =
        !created && mark.isPresent() && !mark.get().fits(state.token(), state.lastSequence());
    StartReport start = report(state, copy);
    String token = newToken();
    // Both are valid until the database has the new one: a crash in between is no old copy.
    bootMark.note(bootId, copy ? mark.get().tokens() : List.of(state.token(), token));
    database.synced("taking possession", () -> begin(database, state, start, token));
    bootMark.note(bootId, List.of(token));
    bootMark.noteSequence(state.lastSequence());
    return start;
  }

  private StartReport report(JournalState state, boolean copy) {
    return new StartReport(
        created || copy,
        copy,
        !created && !copy && state.cleanStop(),
        !created && state.bootId().equals(bootId),
        state.stoppedMillis(),
        state.wallMillis(),
        state.vouchedMillis());
  }

  private Void begin(Database database, JournalState state, StartReport start, String token)
      throws SQLException {
    if (start.restoredCopy()) {
      state.beginNewJournal(newToken());
      new ConsumerTable(database).forgetAllBases();
      new WindowTable(database).abortAllLive(clock.millis());
    } else if (!start.newJournal() && !start.cleanStop() && !start.sameBoot()) {
      state.skipSequences(SKIPPED_AFTER_CRASH);
    }
    state.running(token, bootId);
    state.save();
    return null;
  }

  /** 122 random bits as 32 hexadecimal digits. */
  static String newToken() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
