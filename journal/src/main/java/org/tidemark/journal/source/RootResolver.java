package org.tidemark.journal.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.Exclusions;
import org.tidemark.journal.model.ExitCode;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.Root;
import org.tidemark.journal.model.TidemarkException;

/** Finds where configured paths lead. Stateless. */
final class RootResolver {
  private static final int MAX_HANDLE = 136;

  private final Kernel kernel;

  RootResolver(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * @throws TidemarkException if there is no such directory
   */
  Root resolve(PathBytes configured, boolean nested, Exclusions exclusions)
      throws TidemarkException {
    try {
      return new Root(configured, canonical(configured), nested, exclusions);
    } catch (KernelException e) {
      String message =
          switch (e.errno()) {
            case Errno.ENOENT -> "cannot watch " + configured + ": there is no such directory";
            case Errno.ENOTDIR -> "cannot watch " + configured + ": it is not a directory";
            default -> "cannot watch " + configured + ": " + e.getMessage();
          };
      String hint = e.hint().isEmpty() ? "watch a directory that exists" : e.hint();
      throw new TidemarkException(ExitCode.CONFIGURATION, message, hint, e);
    }
  }

  /** The path without symbolic links, as realpath(3) gives it, for any bytes. */
  PathBytes canonical(PathBytes configured) throws KernelException {
    byte[] path = configured.bytes();
    int flags = Flags.O_PATH | Flags.O_DIRECTORY;
    int directory = Errno.check("open", path, kernel.openat(Kernel.AT_FDCWD, path, flags));
    try {
      byte[] link = ("/proc/self/fd/" + directory).getBytes(StandardCharsets.US_ASCII);
      byte[] target = new byte[4096];
      int length = kernel.readlinkat(Kernel.AT_FDCWD, link, target);
      return PathBytes.of(Arrays.copyOf(target, Errno.check("readlink", path, length)));
    } finally {
      kernel.close(directory);
    }
  }

  /**
   * What tells the directory at a path from another one that takes its name later: its handle where
   * the filesystem has handles, else device and inode number.
   *
   * @throws KernelException if it cannot be looked up
   */
  String fingerprint(PathBytes path) throws KernelException {
    FileStat stat = new FileStat();
    byte[] name = path.bytes();
    int result = kernel.statx(Kernel.AT_FDCWD, name, Flags.AT_SYMLINK_NOFOLLOW, stat);
    Errno.check("stat", name, result);
    if (!stat.isDirectory()) {
      throw new KernelException("stat", path.toString(), Errno.ENOTDIR);
    }
    byte[] handle = new byte[MAX_HANDLE];
    int found = kernel.nameToHandle(Kernel.AT_FDCWD, name, handle, new int[1], 0);
    return stat.device()
        + ":"
        + (found < 0 ? Long.toString(stat.inode()) : HexFormat.of().formatHex(handle));
  }

  /** {@code st_dev} of a directory; 0 if it is none, or cannot be looked up. */
  long deviceOf(PathBytes directory) {
    FileStat stat = new FileStat();
    int result = kernel.statx(Kernel.AT_FDCWD, directory.bytes(), Flags.AT_SYMLINK_NOFOLLOW, stat);
    return result < 0 || !stat.isDirectory() ? 0 : stat.device();
  }
}
