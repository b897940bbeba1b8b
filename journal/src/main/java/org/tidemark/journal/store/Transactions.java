package org.tidemark.journal.store;

import java.io.IOException;
import java.sql.SQLException;

/**
 * Every change of the store goes through here: the journal's own row is saved with it, and the run
 * folder learns how far the database is. Belongs to the store's thread.
 */
final class Transactions {
  private final Database database;
  private final JournalState state;
  private final DirectoryIds directories;
  private final BootMark bootMark;
  private final Checkpoints checkpoints;

  Transactions(
      Database database,
      JournalState state,
      DirectoryIds directories,
      BootMark bootMark,
      Checkpoints checkpoints) {
    this.database = database;
    this.state = state;
    this.directories = directories;
    this.bootMark = bootMark;
    this.checkpoints = checkpoints;
  }

  /** Atomic; survives a crash of the process, not of the machine. */
  <T> T run(String operation, Database.Work<T> work) throws StoreException {
    return guarded(() -> database.transaction(operation, () -> saved(work)));
  }

  /** Atomic, and on the disk with everything before it when this returns. */
  <T> T synced(String operation, Database.Work<T> work) throws StoreException {
    return guarded(() -> database.synced(operation, () -> saved(work)));
  }

  private <T> T saved(Database.Work<T> work) throws SQLException, StoreException {
    T result = work.run();
    state.save();
    return result;
  }

  /** The whole transaction, exceptions already translated. */
  private interface Whole<T> {
    T run() throws StoreException;
  }

  private <T> T guarded(Whole<T> whole) throws StoreException {
    long floor = state.floor();
    boolean committed = false;
    try {
      T result = whole.run();
      committed = true;
      noteSequence();
      checkpoints.committed();
      return result;
    } finally {
      if (!committed) {
        state.setFloor(floor);
        directories.forgetAll();
        checkpoints.failed();
      }
    }
  }

  private void noteSequence() {
    try {
      bootMark.noteSequence(state.lastSequence());
    } catch (IOException e) {
      // A mark that is behind still recognises every older copy but the newest: no reason to stop
      // recording.
      return;
    }
  }
}
