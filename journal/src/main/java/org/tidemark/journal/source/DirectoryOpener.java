package org.tidemark.journal.source;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.MountTable;
import org.tidemark.journal.model.PathBytes;

/**
 * Opens directories of one tree without ever following a symbolic link or crossing a mount. No
 * descriptor outlives a walk: one held open would make umount fail. Thread-safe.
 */
final class DirectoryOpener {
  /** The kernel takes paths below 4,096 bytes; longer ones are opened in steps. */
  private static final int LONGEST_STEP = 4000;

  private static final int FLAGS = Flags.O_RDONLY | Flags.O_DIRECTORY | Flags.O_NOFOLLOW;
  private static final long BENEATH =
      Flags.RESOLVE_BENEATH | Flags.RESOLVE_NO_SYMLINKS | Flags.RESOLVE_NO_XDEV;

  private final Kernel kernel;
  private final PathBytes place;
  private volatile boolean hasOpenat2;

  DirectoryOpener(Kernel kernel, PathBytes place) {
    this.kernel = kernel;
    this.place = place;
    int probe = kernel.openat2(Kernel.AT_FDCWD, new byte[] {'.'}, Flags.O_PATH, 0);
    hasOpenat2 = probe >= 0;
    if (probe >= 0) {
      kernel.close(probe);
    }
  }

  /** The top of the tree. */
  int openPlace() {
    return withoutAccessTime(Kernel.AT_FDCWD, place.bytes(), Flags.RESOLVE_NO_SYMLINKS);
  }

  /** A directory below the place, by its path relative to it; empty for the place itself. */
  int open(byte[] relative) {
    int current = openPlace();
    int from = 0;
    while (current >= 0 && from < relative.length) {
      int to = stepEnd(relative, from);
      int next = openBeneath(current, relative, from, to);
      kernel.close(current);
      current = next;
      from = to + 1;
    }
    return current;
  }

  private int stepEnd(byte[] relative, int from) {
    int limit = hasOpenat2 ? from + LONGEST_STEP : from;
    if (limit >= relative.length) {
      return relative.length;
    }
    int end = limit;
    while (hasOpenat2 && relative[end] != '/') {
      end--;
    }
    while (!hasOpenat2 && end < relative.length && relative[end] != '/') {
      end++;
    }
    return end;
  }

  private int openBeneath(int directory, byte[] relative, int from, int to) {
    if (!hasOpenat2 && boundaries().contains(place.resolve(Arrays.copyOf(relative, to)))) {
      return -Errno.EXDEV;
    }
    return withoutAccessTime(directory, Arrays.copyOfRange(relative, from, to), BENEATH);
  }

  /**
   * One name in an open directory.
   *
   * @param path of that name, needed where the kernel has no openat2
   * @param boundaries from {@link #boundaries}
   */
  int openChild(int directory, byte[] name, PathBytes path, Set<PathBytes> boundaries) {
    return boundaries.contains(path) ? -Errno.EXDEV : withoutAccessTime(directory, name, BENEATH);
  }

  /** Places below at which something is mounted; empty where openat2 sees to that itself. */
  Set<PathBytes> boundaries() {
    if (hasOpenat2) {
      return Set.of();
    }
    try {
      return MountTable.read().mounts().stream()
          .map(MountTable.Mount::place)
          .filter(mount -> mount.isUnder(place) && !mount.equals(place))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new IllegalStateException("reading /proc/self/mountinfo", e);
    }
  }

  /** Listing must not change access times; only owner and root may ask for that. */
  private int withoutAccessTime(int directory, byte[] name, long resolve) {
    int descriptor = openOnce(directory, name, FLAGS | Flags.O_NOATIME, resolve);
    return descriptor == -Errno.EPERM ? openOnce(directory, name, FLAGS, resolve) : descriptor;
  }

  private int openOnce(int directory, byte[] name, int flags, long resolve) {
    return hasOpenat2
        ? kernel.openat2(directory, name, flags, resolve)
        : kernel.openat(directory, name, flags);
  }
}
