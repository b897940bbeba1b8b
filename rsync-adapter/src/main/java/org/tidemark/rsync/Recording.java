package org.tidemark.rsync;

import java.util.List;
import java.util.Optional;

/** What a run notes about its passes while they go on. */
interface Recording {
  /** Notes nothing. */
  Recording NONE =
      new Recording() {
        @Override
        public List<String> arguments(Pass pass, List<String> plain) {
          return plain;
        }

        @Override
        public void item(Pass pass, String what, String sum, String name) {}

        @Override
        public boolean leavesDirectoriesToTheNextRun() {
          return false;
        }

        @Override
        public long takenAway() {
          return 0;
        }

        @Override
        public Optional<Keeping> keeping() {
          return Optional.empty();
        }
      };

  /**
   * Where something is kept that is about to be replaced, one character per byte.
   *
   * @param folder on the mirror's machine, for objects at their paths in the mirror; may be missing
   * @param copy a place on the mirror's filesystem for one object that is to take another's place
   */
  record Keeping(String folder, String copy) {}

  /** The command line of a pass as it must be for this; to be asked for each run of rsync. */
  List<String> arguments(Pass pass, List<String> plain);

  /** Called for each name, by the thread that reads what rsync says. */
  void item(Pass pass, String what, String sum, String name);

  /**
   * True if a directory that rsync left on the mirror went from the source only after the list was
   * made, so that the next list names it.
   */
  boolean leavesDirectoriesToTheNextRun();

  /** Names of the mirror that went before the passes, those below directories included. */
  long takenAway();

  /** For what is replaced before the passes; to be asked once. Empty if nothing is kept. */
  Optional<Keeping> keeping();
}
