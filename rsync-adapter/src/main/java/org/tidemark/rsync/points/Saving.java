package org.tidemark.rsync.points;

import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.rsync.host.Host;
import org.tidemark.rsync.host.Program;
import org.tidemark.rsync.host.Programs;

/**
 * Where one run of rsync puts what it replaces or removes. Several runs of one backup may touch the
 * same name, and only the first finds what was there before the backup: so each run saves into an
 * empty folder, and what the step's tree does not have yet goes there when the run has ended.
 */
final class Saving {
  /**
   * Links what is new into the tree, makes sure of it, and only then lets go of the folder; may be
   * cut short anywhere and done again. Nothing goes below a saved name that is no directory.
   */
  private static final String MERGE =
      """
      [ -d saving ] || exit 0
      if [ ! -e tree ] || rmdir tree 2>/dev/null; then
        mv saving tree
        exit
      fi
      cp -a -l -n saving/. tree/ 2>/dev/null
      cd saving || exit 1
      find . ! -type d -print0 | xargs -0 -r sh -c '
        blocked() {
          above=${1%/*}
          while [ "$above" != . ]; do
            if [ -L "../tree/$above" ]; then return 0; fi
            if [ -e "../tree/$above" ] && [ ! -d "../tree/$above" ]; then return 0; fi
            above=${above%/*}
          done
          return 1
        }
        for name; do
          if [ -e "../tree/$name" ] || [ -L "../tree/$name" ]; then continue; fi
          if ! blocked "$name"; then
            printf "%s\\n" "not saved: $name" >&2
            exit 255
          fi
        done' sh || exit 1
      cd .. && rm -rf saving
      """;

  private final Host host;
  private final StepFolder folder;

  Saving(Host host, StepFolder folder) {
    this.host = host;
    this.folder = folder;
  }

  /** What rsync is given; it makes the folder itself. */
  PathBytes place() {
    return folder.path().child(new byte[] {'s', 'a', 'v', 'i', 'n', 'g'});
  }

  /** After each run of rsync. */
  void merge() throws TidemarkException {
    Programs.Result result = host.run(Program.of("sh", "-c", MERGE).in(folder.path()));
    if (result.exit() != 0) {
      throw PointsFolder.failed(
          "cannot keep what was saved in " + folder.path() + ": " + PointsFolder.cause(result), null);
    }
  }
}
