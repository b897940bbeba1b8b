package org.tidemark.journal.restore;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.model.PathBytes;

/**
 * A folder that stands for {@code /}: paths are looked up in it by the kernel, which neither leaves
 * it nor follows a symbolic link ({@code openat2} with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS,
 * Linux 5.6). One thread.
 */
final class BeneathTree implements Closeable {
  private static final byte[] DOT = {'.'};
  private static final long RESOLVE = Flags.RESOLVE_BENEATH | Flags.RESOLVE_NO_SYMLINKS;
  private static final int DIRECTORY = Flags.O_DIRECTORY | Flags.O_NOFOLLOW;

  private final Kernel kernel;
  private final PathBytes top;
  private final int root;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final DirectoryEntries entries = new DirectoryEntries(buffer);

  /** The directory looked in last; names come in tree order, so it often is the next one's too. */
  private PathBytes lastPath;

  private int last = -Errno.ENOENT;

  /** One name of a directory, one character per byte. */
  record Name(String latin1) {
    byte[] bytes() {
      return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * @throws KernelException if it is no directory that can be opened
   */
  BeneathTree(Kernel kernel, PathBytes top) throws KernelException {
    this.kernel = kernel;
    this.top = top;
    int flags = Flags.O_RDONLY | Flags.O_DIRECTORY;
    root = Errno.check("open", top.bytes(), kernel.openat(Kernel.AT_FDCWD, top.bytes(), flags));
  }

  PathBytes top() {
    return top;
  }

  /** Where the path lies, for messages. */
  PathBytes place(PathBytes path) {
    return top.resolve(path.relativeTo(PathBytes.ROOT));
  }

  /**
   * Looks at a name itself.
   *
   * @return 0; -ENOENT; -ENOTDIR where something else than a directory is in its way
   * @throws KernelException for every other error: nothing may be concluded from it
   */
  int stat(PathBytes path, FileStat into) throws KernelException {
    int directory = path.isRoot() ? root : directoryOf(path);
    if (directory < 0) {
      return directory;
    }
    byte[] name = path.isRoot() ? DOT : path.name();
    int result = kernel.statx(directory, name, Flags.AT_SYMLINK_NOFOLLOW, into);
    return isAbsence(result) ? result : Errno.check("statx", place(path).bytes(), result);
  }

  private int directoryOf(PathBytes path) throws KernelException {
    PathBytes parent = path.parent();
    if (!parent.equals(lastPath)) {
      forget();
      last = open(parent, Flags.O_PATH | DIRECTORY);
      lastPath = parent;
    }
    return last;
  }

  private void forget() {
    if (last >= 0) {
      kernel.close(last);
    }
    last = -Errno.ENOENT;
    lastPath = null;
  }

  /** As {@link #stat}: a descriptor for reading the directory, or why there is none. */
  int openDirectory(PathBytes path) throws KernelException {
    return open(path, Flags.O_RDONLY | DIRECTORY);
  }

  private int open(PathBytes path, int flags) throws KernelException {
    byte[] relative = path.isRoot() ? DOT : path.relativeTo(PathBytes.ROOT);
    int result = kernel.openat2(root, relative, flags, RESOLVE);
    if (result == -Errno.ELOOP) {
      return -Errno.ENOTDIR;
    }
    return isAbsence(result) ? result : Errno.check("openat2", place(path).bytes(), result);
  }

  private static boolean isAbsence(int result) {
    return result == -Errno.ENOENT || result == -Errno.ENOTDIR;
  }

  /** The names in an open directory, read from its beginning. */
  List<Name> names(int directory, PathBytes path) throws IOException {
    byte[] place = place(path).bytes();
    Errno.check("lseek", place, kernel.rewind(directory));
    List<Name> names = new ArrayList<>();
    int length = Errno.check("getdents64", place, kernel.getdents64(directory, buffer));
    while (length > 0) {
      entries.reset(length);
      while (entries.next()) {
        names.add(new Name(new String(entries.name(), StandardCharsets.ISO_8859_1)));
      }
      if (entries.broken()) {
        throw new IOException("getdents64 gave a record of another form in " + place(path));
      }
      length = Errno.check("getdents64", place, kernel.getdents64(directory, buffer));
    }
    return names;
  }

  /**
   * Opens a file for reading.
   *
   * @throws KernelException also if there is none
   */
  InputStream openFile(PathBytes path) throws IOException {
    byte[] relative = path.relativeTo(PathBytes.ROOT);
    int flags = Flags.O_RDONLY | Flags.O_NOFOLLOW | Flags.O_NONBLOCK;
    int file = kernel.openat2(root, relative, flags, RESOLVE);
    int descriptor = Errno.check("openat2", place(path).bytes(), file);
    try {
      return new FileInputStream("/proc/self/fd/" + descriptor);
    } finally {
      kernel.close(descriptor);
    }
  }

  void close(int descriptor) {
    kernel.close(descriptor);
  }

  @Override
  public void close() {
    forget();
    kernel.close(root);
  }
}
