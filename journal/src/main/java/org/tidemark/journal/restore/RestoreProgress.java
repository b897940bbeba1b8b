package org.tidemark.journal.restore;

/** How far a restore is; written by the thread that does it, read by any. */
public final class RestoreProgress {
  private volatile long lines;
  private volatile long removed;
  private volatile long directories;

  /** Lines of manifests that were read. */
  public long lines() {
    return lines;
  }

  /** Names that were removed. */
  public long removed() {
    return removed;
  }

  /** Directories whose attributes were looked at. */
  public long directories() {
    return directories;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  void lineRead() {
    lines++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  void nameRemoved() {
    removed++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  void directoryDone() {
    directories++;
  }
}
