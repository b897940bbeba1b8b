package org.tidemark.journal.source;

/** {@code --source}: which kind of source is used. */
public enum SourceChoice {
  /** fanotify wherever it works, else inotify. */
  AUTO,
  FANOTIFY,
  INOTIFY
}
