package org.tidemark.netbackup.lists;

import java.util.List;
import java.util.Optional;
import org.tidemark.journal.model.PathBytes;

/**
 * What an include list is to hold, and what it cannot.
 *
 * @param entries sorted, without what lies below another entry that is a whole tree
 * @param userNames for a user backup, since a list cannot carry them
 * @param pending that nothing saves: the backup is partial
 * @param unsaved that NetBackup saves on no way; said, but nobody waits for it
 * @param notes for people
 * @param refusal why there is no list; the other parts say nothing then
 */
public record BuiltList(
    List<PathBytes> entries,
    List<PathBytes> userNames,
    List<PathBytes> pending,
    List<PathBytes> unsaved,
    List<String> notes,
    Optional<Refusal> refusal) {

  /** Why there is no list. */
  public record Refusal(boolean gap, String why) {}

  public BuiltList {
    entries = List.copyOf(entries);
    userNames = List.copyOf(userNames);
    pending = List.copyOf(pending);
    unsaved = List.copyOf(unsaved);
    notes = List.copyOf(notes);
  }

  static BuiltList refused(boolean gap, String why) {
    return new BuiltList(
        List.of(), List.of(), List.of(), List.of(), List.of(), Optional.of(new Refusal(gap, why)));
  }
}
