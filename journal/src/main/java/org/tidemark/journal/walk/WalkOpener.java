package org.tidemark.journal.walk;

import java.util.Arrays;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.model.PathBytes;

/**
 * Opens directories without following a symbolic link, and without crossing a mount where that is
 * asked. Thread-safe.
 */
final class WalkOpener {
  private static final int FLAGS =
      Flags.O_RDONLY | Flags.O_DIRECTORY | Flags.O_NOFOLLOW | Flags.O_NONBLOCK;

  private final Kernel kernel;
  private final long resolve;
  private final boolean hasOpenat2;

  WalkOpener(Kernel kernel, boolean crossesMounts) {
    this.kernel = kernel;
    long beneath = Flags.RESOLVE_BENEATH | Flags.RESOLVE_NO_SYMLINKS;
    resolve = crossesMounts ? beneath : beneath | Flags.RESOLVE_NO_XDEV;
    int probe = kernel.openat2(Kernel.AT_FDCWD, new byte[] {'.'}, Flags.O_PATH, 0);
    hasOpenat2 = probe >= 0;
    if (probe >= 0) {
      kernel.close(probe);
    }
  }

  /** A descriptor, or -errno. */
  int openTop(PathBytes top) {
    return withoutAccessTime(Kernel.AT_FDCWD, top.bytes(), Flags.RESOLVE_NO_SYMLINKS);
  }

  /** One name in an open directory; a descriptor, or -errno. */
  int openChild(int directory, byte[] name) {
    return withoutAccessTime(directory, name, resolve);
  }

  /** A path below an open directory, in steps: it may be longer than the kernel takes at once. */
  int openBelow(int top, byte[] relative) {
    int current = top;
    int from = 0;
    while (from < relative.length && current >= 0) {
      int to = from;
      while (to < relative.length && relative[to] != '/') {
        to++;
      }
      int next = openChild(current, Arrays.copyOfRange(relative, from, to));
      if (current != top) {
        kernel.close(current);
      }
      current = next;
      from = to + 1;
    }
    return current;
  }

  /** Reading must not change access times; only owner and root may ask for that. */
  private int withoutAccessTime(int directory, byte[] name, long how) {
    int descriptor = openOnce(directory, name, FLAGS | Flags.O_NOATIME, how);
    return descriptor == -Errno.EPERM ? openOnce(directory, name, FLAGS, how) : descriptor;
  }

  private int openOnce(int directory, byte[] name, int flags, long how) {
    return hasOpenat2
        ? kernel.openat2(directory, name, flags, how)
        : kernel.openat(directory, name, flags);
  }
}
