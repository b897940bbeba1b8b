package org.tidemark.journal.store;

import java.util.Arrays;
import org.tidemark.journal.model.PathBytes;

/**
 * A directory in which names of linked files lie. Not changed after it was made.
 *
 * @param filesystem {@code st_dev}
 * @param handle {@code struct file_handle}, which outlives renames; {@link #handleOf} the path
 *     where the filesystem has none
 * @param path where it was when last noted: a hint
 */
public record LinkDirectory(long filesystem, byte[] handle, PathBytes path) {
  /** handle_bytes and handle_type, both zero: no filesystem gives such a handle. */
  private static final int HEADER = 8;

  /** Stands for the handle on a filesystem without handles. */
  public static byte[] handleOf(PathBytes path) {
    byte[] bytes = path.bytes();
    byte[] handle = new byte[HEADER + bytes.length];
    System.arraycopy(bytes, 0, handle, HEADER, bytes.length);
    return handle;
  }

  /** False if the directory can only be found by its path. */
  public boolean hasHandle() {
    return handle.length < HEADER || handle[0] != 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinkDirectory that
        && filesystem == that.filesystem
        && Arrays.equals(handle, that.handle);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(handle);
  }
}
