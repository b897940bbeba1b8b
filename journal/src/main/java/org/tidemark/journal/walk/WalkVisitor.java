package org.tidemark.journal.walk;

import org.tidemark.journal.model.PathBytes;

/**
 * What a walk is for. Each thread of a walk has a visitor of its own, so that what it keeps needs
 * no lock; {@link #completed} alone is called by whichever thread was the last one below that
 * place.
 *
 * <p>For each directory: {@link #enter}, then {@link #child} for each of its names, in no order;
 * what lies in a child that is a directory may be visited before, in between or later, by any
 * thread. What is excluded is not shown.
 */
public interface WalkVisitor {
  /** What {@link #enter} answers for a directory that is not to be read. */
  int LEAVE_OUT = -1;

  /**
   * Whether children of that type are to be looked at by statx(2), which costs most of a walk. Of a
   * type that the filesystem does not tell, all are.
   *
   * @param type {@code d_type}, see {@link org.tidemark.journal.kernel.DirectoryEntries}
   */
  boolean wantsStat(int type);

  /**
   * An open directory, with its stat.
   *
   * @return what the directories in it are told of it ({@link WalkedDirectory#parentTag}), 0 or
   *     more; or {@link #LEAVE_OUT}
   */
  int enter(WalkedDirectory directory);

  /** One name of a directory that was entered; valid during the call. */
  void child(WalkedDirectory directory, WalkedChild child);

  /**
   * Something at or below that path could not be seen. Names that vanished while the walk went by
   * are not told.
   */
  void failed(PathBytes path, int errno);

  /**
   * All at and below a directory of one of the upper levels was visited.
   *
   * @param directories how many lie there, itself included
   */
  default void completed(PathBytes path, long directories) {}
}
