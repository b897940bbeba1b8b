package org.tidemark.netbackup.userbackup;

import java.util.List;

/**
 * What came of a user backup.
 *
 * @param why for people
 * @param notes for people: what is not in it
 */
public record SavedNames(Result result, String why, List<String> notes) {
  /** Whether anybody has to wait for the names any longer. */
  public enum Result {
    /** All names are in an image that the catalogue has. */
    COMPLETE,
    /** Some names are not: all are to be saved again. */
    PARTIAL,
    FAILED
  }

  public SavedNames {
    notes = List.copyOf(notes);
  }

  static SavedNames complete(String why, List<String> notes) {
    return new SavedNames(Result.COMPLETE, why, notes);
  }

  public boolean isComplete() {
    return result == Result.COMPLETE;
  }
}
