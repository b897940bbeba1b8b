package org.tidemark.netbackup.doubles;

/** What goes wrong in one try of a job. */
public enum Trouble {
  NONE,
  START_HOOK_KILLED,
  BPBKAR_KILLED,
  /** A name cannot be read, and the client ends with 1. */
  NAME_UNREADABLE,
  /** The client stops in the middle of the list and is resumed, as RESTARTED. */
  STOPPED_AT_CHECKPOINT,
  END_HOOK_KILLED,
  /** All is well until the hook has ended; then the medium fails, with 84. */
  SERVER_FAILS,
  /** As SERVER_FAILS, but nobody is told. */
  SERVER_CRASHES,
  /** The image comes into the catalogue when the next job is under way. */
  IMAGE_LATE
}
