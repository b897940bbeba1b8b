package org.tidemark.netbackup.userbackup;

import java.nio.file.Path;
import java.util.List;
import org.tidemark.journal.model.TidemarkException;

/** Saves what include lists could not carry. */
final class WaitingNames {
  private WaitingNames() {}

  /**
   * One backup for all generations that wait; they wait no more if it is complete.
   *
   * @param installation its folder
   */
  static SavedNames save(Path installation, UserBackup backup) throws TidemarkException {
    UserNames names = UserNames.in(installation);
    List<Long> generations = names.generations();
    if (generations.isEmpty()) {
      return SavedNames.complete("no names wait", List.of());
    }
    SavedNames saved =
        backup.save(
            names.of(generations), installation.resolve("user-list"), "tidemark left-over names");
    if (saved.isComplete()) {
      for (long generation : generations) {
        names.drop(generation);
      }
    }
    return saved;
  }
}
