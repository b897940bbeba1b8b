package org.tidemark.journal.store;

/** The life of a window: OPEN, LISTED, then one of the others. */
public enum WindowState {
  OPEN,
  LISTED,
  COMMITTED,
  ABORTED,
  /** Aborted because its client was not heard of for too long. */
  EXPIRED;

  public boolean isLive() {
    return this == OPEN || this == LISTED;
  }
}
