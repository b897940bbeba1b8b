package org.tidemark.journal.walk;

/** Walks that go on in the background and stand still while something goes first. Thread-safe. */
public interface BackgroundWalk {
  /**
   * What goes on, and what would follow, stands still until {@link #resume} was called as often.
   */
  void halt();

  /** To be called once for each {@link #halt}. */
  void resume();
}
