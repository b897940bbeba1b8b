package org.tidemark.journal.store;

/** The database is not what was written to it: it is set aside at the next opening. */
final class DamagedException extends StoreException {
  private static final long serialVersionUID = 1L;

  DamagedException(String message, Throwable cause) {
    super(
        message,
        "it is set aside as journal.db.corrupt-TIME when the daemon starts again: a new journal"
            + " begins and every consumer needs a full backup",
        cause);
  }
}
