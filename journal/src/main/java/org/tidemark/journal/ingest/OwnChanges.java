package org.tidemark.journal.ingest;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/**
 * Attribute changes that we made ourselves, recognised by what we did and not by who did it: a name
 * is ours only while {@code lstat} shows the very ctime that our own call produced. Thread-safe.
 */
public final class OwnChanges {
  private static final int LIMIT = 1_000_000;

  private final Map<PathBytes, Long> changeTimes = new ConcurrentHashMap<>();

  /**
   * Notes that we changed attributes of this path.
   *
   * @param changeTime the ctime that it had right after our call ({@link FileStat#changeTime})
   */
  public void note(PathBytes path, long changeTime) {
    if (changeTimes.size() >= LIMIT) {
      // Forgetting lists a name once more, which is safe.
      changeTimes.clear();
    }
    changeTimes.put(path, changeTime);
  }

  public boolean isEmpty() {
    return changeTimes.isEmpty();
  }

  /** True if the path's ctime is the one that we produced. */
  boolean isOurs(Kernel kernel, PathBytes path, FileStat scratch) {
    Long ours = changeTimes.get(path);
    if (ours == null) {
      return false;
    }
    int result = kernel.statx(Kernel.AT_FDCWD, path.bytes(), Flags.AT_SYMLINK_NOFOLLOW, scratch);
    if (result == 0 && scratch.changeTime() == ours) {
      return true;
    }
    changeTimes.remove(path);
    return false;
  }
}
