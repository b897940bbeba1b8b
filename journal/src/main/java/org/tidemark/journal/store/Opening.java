package org.tidemark.journal.store;

import java.io.IOException;
import java.nio.file.Files;
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

  /** Holds the lists of windows: if it is there, so was a database that is lost. */
  private static final String WINDOWS = "windows";

  private final Path stateDir;
  private final Path runDir;
  private final InstantSource clock;
  private final String bootId;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private boolean created;
  private boolean done;

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
      StateMark stateMark,
      Database database,
      JournalState state,
      StartReport start,
      PageFiles pages,
      Checkpoints checkpoints,
      Soundness soundness)
      implements AutoCloseable {

    /** Closes all of them, the lock last, whatever fails on the way. */
    @Override
    public void close() throws StoreException {
      soundness.stop();
      try {
        try (lock;
            bootMark;
            pages;
            database) {
          checkpoints.finish();
        }
      } catch (IOException e) {
        throw StoreErrors.io("closing the state folder", file.getParent(), e);
      }
    }
  }

  Parts open() throws StoreException {
    try {
      Folders.makePrivate(stateDir);
      StateLock lock = owned(StateLock.take(stateDir));
      BootMark bootMark = owned(BootMark.open(runDir));
      Path temporary = SqliteLibrary.prepare(stateDir);
      return setAsideIfDamaged(() -> take(lock, bootMark, temporary));
    } catch (IOException e) {
      throw StoreErrors.io("opening the state folder", stateDir, e);
    } finally {
      if (!done) {
        closeOpened(0);
      }
    }
  }

  private interface Taking {
    Parts take() throws IOException, StoreException;
  }

  /** A damaged database makes room for a new one, once. */
  private Parts setAsideIfDamaged(Taking taking) throws IOException, StoreException {
    int before = opened.size();
    Path marker = SetAside.marker(stateDir);
    if (Files.exists(marker)) {
      SetAside.move(stateDir, Files.readString(marker), clock.millis());
    }
    try {
      return taking.take();
    } catch (DamagedException e) {
      closeOpened(before);
      SetAside.move(stateDir, e.getMessage(), clock.millis());
      return taking.take();
    }
  }

  private Parts take(StateLock lock, BootMark bootMark, Path temporary)
      throws IOException, StoreException {
    StateMark stateMark = StateMark.of(stateDir);
    Path file = stateDir.resolve(JournalFile.NAME);
    createOrCheck(file);
    PageFiles pages = owned(PageFiles.open(file));
    Soundness soundness = new Soundness(pages.check(), SetAside.marker(stateDir));
    Database database = owned(Database.writer(file));
    database.onDamage(soundness::damaged);
    Checkpoints checkpoints = pages.checkpoints(database, soundness);
    // Before SQLite's own checkpoint at the database's close, which leaves the checksums behind.
    opened.push(checkpoints::finish);
    JournalState state;
    StartReport start;
    try {
      state = database.read("opening the database", () -> load(database, temporary));
      start = identify(database, state, bootMark, stateMark, pages.wasClosed());
    } catch (StoreException e) {
      throw explained(e, pages);
    }
    pages.begin();
    checkpoints.committed();
    done = true;
    return new Parts(
        file, lock, bootMark, stateMark, database, state, start, pages, checkpoints, soundness);
  }

  /** A flipped bit may look like anything to SQLite, such as a table that is missing. */
  private static StoreException explained(StoreException told, PageFiles pages) throws IOException {
    return pages
        .check()
        .run()
        .<StoreException>map(damage -> new DamagedException(damage, told))
        .orElse(told);
  }

  private <T extends AutoCloseable> T owned(T part) {
    opened.push(part);
    return part;
  }

  /** The newest first, until so many are left. */
  private void closeOpened(int left) {
    while (opened.size() > left) {
      closeQuietly(opened.pop());
    }
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
    try {
      JournalFile.check(file);
    } catch (StoreException refused) {
      throw PageFiles.isFirstPageDamaged(file)
          ? new DamagedException(refused.getMessage(), refused)
          : refused;
    }
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

  private StartReport identify(
      Database database,
      JournalState state,
      BootMark bootMark,
      StateMark stateMark,
      boolean wasClosed)
      throws IOException, StoreException {
    Optional<BootMark.Mark> mark = bootMark.mark(bootId);
    boolean copy = !created && (contradicts(mark, state) || contradicts(stateMark.mark(), state));
    StartReport start = report(state, copy, wasClosed, mark.isPresent());
    String token = newToken();
    if (created) {
      stateMark.forgetPromises();
    }
    if (!copy) {
      // Both are valid until the database has the new one: a crash in between is no old copy.
      List<String> both = List.of(state.token(), token);
      bootMark.note(bootId, both);
      stateMark.note(both);
    }
    database.synced("taking possession", () -> begin(database, state, start, token));
    if (copy) {
      stateMark.forgetPromises();
    }
    stateMark.note(List.of(token));
    bootMark.note(bootId, List.of(token));
    bootMark.noteSequence(state.lastSequence());
    return start;
  }

  private static boolean contradicts(Optional<BootMark.Mark> mark, JournalState state) {
    return mark.filter(noted -> !noted.fits(state.token(), state.lastSequence())).isPresent();
  }

  /** A database that says it was stopped, and was not, has lost its log since. */
  private StartReport report(JournalState state, boolean copy, boolean wasClosed, boolean marked) {
    return new StartReport(
        created || copy,
        copy,
        !created && !copy && state.cleanStop() && wasClosed,
        !created && state.bootId().equals(bootId),
        !created && !copy && marked,
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
      new WindowTable(database).skipIds(clock.millis());
    } else if (!start.newJournal() && !start.cleanStop() && !start.sameBoot()) {
      state.skipSequences(SKIPPED_AFTER_CRASH);
      new WindowTable(database).skipIds(clock.millis());
    } else if (created && Files.exists(stateDir.resolve(WINDOWS))) {
      new WindowTable(database).skipIds(clock.millis());
    }
    if (state.vouchedMillis() == 0) {
      // A start that fails moves the clock of the last transaction; this stays.
      state.vouch(state.cleanStop() ? state.stoppedMillis() : state.wallMillis());
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
