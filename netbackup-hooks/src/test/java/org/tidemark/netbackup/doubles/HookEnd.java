package org.tidemark.netbackup.doubles;

/** How hooks ended; {@code code} is that of the script where it ended by itself. */
record HookEnd(Kind kind, int code) {
  enum Kind {
    /** There is none, or one that does not count. */
    NONE,
    EXITED,
    NOT_RUNNABLE,
    TOO_SLOW,
    /** The server stopped waiting for the client at all. */
    NO_ANSWER
  }

  static final HookEnd NONE = new HookEnd(Kind.NONE, 0);

  boolean isGood() {
    return kind == Kind.NONE || (kind == Kind.EXITED && code == 0);
  }
}
