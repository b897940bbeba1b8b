package org.tidemark.journal.model;

/** The public exit codes. An unknown code means failure. */
public enum ExitCode {
  DONE(0),
  /** Failed, nothing moved. */
  FAILED(1),
  USAGE(2),
  CONFIGURATION(3),
  NO_DAEMON(4),
  /** Refused for safety: identity, max-delete, second run, target that is not empty. */
  REFUSED(5),
  /** Done in part; the rest stays pending. */
  PARTIAL(6),
  /** A check found something. */
  FOUND(7),
  /** The state folder or its database cannot be used. */
  STATE_UNUSABLE(8);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
