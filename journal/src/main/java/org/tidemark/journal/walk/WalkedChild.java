package org.tidemark.journal.walk;

import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.FileStat;

/** One name of a directory. One per thread of a walk, moved from one name to the next. */
public final class WalkedChild {
  private final DirectoryEntries entries;
  private final FileStat stat = new FileStat();
  private boolean hasStat;

  WalkedChild(DirectoryEntries entries) {
    this.entries = entries;
  }

  /** A copy. */
  public byte[] name() {
    return entries.name();
  }

  public long inode() {
    return entries.inode();
  }

  public boolean isDirectory() {
    return entries.type() == DirectoryEntries.TYPE_DIRECTORY || (hasStat && stat.isDirectory());
  }

  /** Whether it was looked at: the visitor wanted it, or its type was not known without. */
  public boolean hasStat() {
    return hasStat;
  }

  /** Only if {@link #hasStat}. */
  public FileStat stat() {
    return stat;
  }

  void setHasStat(boolean has) {
    hasStat = has;
  }
}
