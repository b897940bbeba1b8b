package org.tidemark.journal.source;

import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Reason;

/** What sources tell ingest. Called on the ingest thread only; nothing is kept by reference. */
public interface EventSink {
  /**
   * Something happened at a name.
   *
   * @param directory the source's number for the directory, resolved by {@link EventSource#pathsOf}
   *     when the batch is flushed
   * @param buffer holds name and handle; copied before the call returns
   * @param nameLength 0 for the directory itself
   * @param bits {@link org.tidemark.journal.model.ChangeBits}
   * @param handleLength 0, or the object's handle in the layout of {@code struct file_handle}
   */
  void event(
      EventSource source,
      int directory,
      byte[] buffer,
      int nameOffset,
      int nameLength,
      int bits,
      int handleOffset,
      int handleLength);

  /**
   * True if the process is proven to be a backup program that sets back the times of what it read:
   * a change of a file's attributes alone that it made is not to be told. To be asked about events
   * of the piece that is being decoded.
   *
   * @param process its number as the event has it
   */
  default boolean isTimeReset(int process) {
    return false;
  }

  /**
   * A change known by its whole path; may lie outside every root (then it is dropped).
   *
   * @param reason what makes it a SUBTREE or CONTENTS, or {@link Reason#CHANGED}
   */
  void change(PathBytes path, int bits, Reason reason);

  /**
   * As {@link #change(PathBytes, int, Reason)}, for an object that may have other names or get
   * another one before it is listed.
   *
   * @param handle of the object, in the layout of {@code struct file_handle}
   */
  default void changed(PathBytes path, int bits, byte[] handle) {
    change(path, bits, Reason.CHANGED);
  }

  /**
   * A file that is no directory got or lost a link, or was changed where its name is not followed.
   *
   * @param device {@code st_dev}
   * @param links {@code st_nlink} now
   * @param handle of the file, in the layout of {@code struct file_handle}
   */
  default void linked(long device, long inode, int links, byte[] handle) {}

  /** A directory was renamed: a hint that adapters may use, never a fact. */
  void renamed(PathBytes from, PathBytes to);

  /**
   * From now until {@link #gapClosed} nothing at or below the path is vouched for. Durable when the
   * call returns. Opening the same gap again changes nothing.
   */
  void gapOpened(PathBytes path, Reason reason);

  /** Everything that happens from now on is seen again: the gap ends here. */
  void gapClosed(PathBytes path, Reason reason);

  /** History at or below the path was lost up to now; durable when the call returns. */
  default void gap(PathBytes path, Reason reason) {
    gapOpened(path, reason);
    gapClosed(path, reason);
  }
}
