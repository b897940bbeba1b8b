package org.tidemark.journal.testing;

import com.sun.jna.Native;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.model.PercentText;

/**
 * A directory tree whose names may be any bytes: what tests use instead of {@code java.nio.file}.
 *
 * <p>Names are relative to the top and held one character per byte ({@code "d/\u00ff"} is the byte
 * 0xFF); the empty name is the top itself. Nothing follows a symbolic link at the end of a name,
 * except {@link #chmod}. A failed call throws {@link UncheckedIOException}. Thread-safe.
 */
public final class ByteTree {
  private static final Kernel KERNEL = new NativeKernel();
  private static final int O_WRONLY = 1;
  private static final int O_CREAT = 0x40;
  private static final int O_EXCL = 0x80;
  private static final int O_TRUNC = 0x200;
  private static final int O_APPEND = 0x400;
  private static final int O_TMPFILE = 0x400000 | Flags.O_DIRECTORY;
  private static final int O_CLOEXEC = 0x80000;
  private static final int S_IFIFO = 0x1000;
  private static final int S_IFCHR = 0x2000;
  private static final int S_IFSOCK = 0xc000;
  private static final int RENAME_EXCHANGE = 2;

  private final PathBytes top;

  public ByteTree(PathBytes top) {
    this.top = top;
  }

  public PathBytes top() {
    return top;
  }

  /** The absolute path of a name. */
  public PathBytes path(String name) {
    return top.resolve(name.getBytes(StandardCharsets.ISO_8859_1));
  }

  // --- files -------------------------------------------------------------------------------------

  /** Creates a new regular file, mode 0644; fails if the name exists. */
  public void create(String name, byte[] content) {
    writeThrough(name, O_WRONLY | O_CREAT | O_EXCL, content);
  }

  /** Creates a file or replaces the content of the one that is there. */
  public void write(String name, byte[] content) {
    writeThrough(name, O_WRONLY | O_CREAT | O_TRUNC, content);
  }

  /** As {@link #write(String, byte[])}, the text being one byte per character. */
  public void write(String name, String content) {
    write(name, content.getBytes(StandardCharsets.ISO_8859_1));
  }

  public void append(String name, byte[] content) {
    writeThrough(name, O_WRONLY | O_APPEND, content);
  }

  /** Writes into an existing file from an offset; its size grows if need be. */
  public void overwrite(String name, long offset, byte[] content) {
    try (OpenFile file = open(name)) {
      file.write(offset, content);
    }
  }

  public void truncate(String name, long size) {
    try (OpenFile file = open(name)) {
      file.truncate(size);
    }
  }

  private void writeThrough(String name, int flags, byte[] content) {
    try (OpenFile file = opened(name, flags)) {
      file.append(content);
    }
  }

  /** An existing file, open for reading and writing. */
  public OpenFile open(String name) {
    return opened(name, 2);
  }

  /** An existing file, open for reading only. */
  public OpenFile openForReading(String name) {
    return opened(name, 0);
  }

  /** A file without a name in the directory ({@code O_TMPFILE}); {@link #linkInto} names it. */
  public OpenFile openUnnamed(String directory) {
    return opened(directory, O_TMPFILE | 2);
  }

  private OpenFile opened(String name, int flags) {
    int all = flags | Flags.O_NOFOLLOW | O_CLOEXEC;
    return new OpenFile(check("open", name, TestLibC.openat(Kernel.AT_FDCWD, c(name), all, 0644)));
  }

  /** Gives an open file a (further) name. */
  public void linkInto(OpenFile file, String name) {
    byte[] self = terminated(("/proc/self/fd/" + file.descriptor()));
    int result =
        TestLibC.linkat(Kernel.AT_FDCWD, self, Kernel.AT_FDCWD, c(name), Flags.AT_SYMLINK_FOLLOW);
    check("linkat", name, result);
  }

  /** The whole content of a regular file. */
  public byte[] read(String name) {
    try (OpenFile file = opened(name, Flags.O_RDONLY | Flags.O_NOATIME)) {
      return file.readAll();
    }
  }

  // --- names -------------------------------------------------------------------------------------

  public void mkdir(String name) {
    check("mkdir", name, TestLibC.mkdir(c(name), 0755));
  }

  /** Makes a directory and those above it. */
  public void mkdirs(String name) {
    int slash = name.lastIndexOf('/');
    if (slash > 0 && !exists(name.substring(0, slash))) {
      mkdirs(name.substring(0, slash));
    }
    mkdir(name);
  }

  public void rename(String from, String to) {
    rename(from, this, to, 0);
  }

  /** Renames into another tree of the same filesystem. */
  public void renameInto(String from, ByteTree other, String to) {
    rename(from, other, to, 0);
  }

  /** Swaps two names ({@code RENAME_EXCHANGE}). */
  public void exchange(String one, String other) {
    rename(one, this, other, RENAME_EXCHANGE);
  }

  private void rename(String from, ByteTree other, String to, int flags) {
    byte[] target = other.c(to);
    check(
        "rename",
        from,
        TestLibC.renameat2(Kernel.AT_FDCWD, c(from), Kernel.AT_FDCWD, target, flags));
  }

  /** Gives a file (not what a symbolic link leads to) a further name. */
  public void link(String existing, String name) {
    int result = TestLibC.linkat(Kernel.AT_FDCWD, c(existing), Kernel.AT_FDCWD, c(name), 0);
    check("link", name, result);
  }

  /**
   * @param target what the link holds, one character per byte
   */
  public void symlink(String target, String name) {
    check("symlink", name, TestLibC.symlink(terminated(target), c(name)));
  }

  public void fifo(String name) {
    check("mknod", name, TestLibC.mknod(c(name), S_IFIFO | 0644, 0));
  }

  /** A socket that nothing listens at. */
  public void socket(String name) {
    check("mknod", name, TestLibC.mknod(c(name), S_IFSOCK | 0644, 0));
  }

  /**
   * A character device; needs root.
   *
   * @param major 0 to 255
   * @param minor 0 to 255
   */
  public void device(String name, int major, int minor) {
    check("mknod", name, TestLibC.mknod(c(name), S_IFCHR | 0600, major << 8 | minor));
  }

  public void unlink(String name) {
    check("unlink", name, TestLibC.unlink(c(name)));
  }

  public void rmdir(String name) {
    check("rmdir", name, TestLibC.rmdir(c(name)));
  }

  /** Removes a name with everything below it. */
  public void removeTree(String name) {
    if (!stat(name).isDirectory()) {
      unlink(name);
      return;
    }
    list(name).forEach(child -> removeTree(join(name, child)));
    rmdir(name);
  }

  // --- attributes -------------------------------------------------------------------------------

  public void chmod(String name, int mode) {
    check("chmod", name, TestLibC.chmod(c(name), mode));
  }

  public void chown(String name, int user, int group) {
    check("chown", name, TestLibC.lchown(c(name), user, group));
  }

  /** Sets the modification time and leaves the access time as it is. */
  public void setModified(String name, long seconds, int nanos) {
    long[] times = {0, Flags.UTIME_OMIT, seconds, nanos};
    int flags = Flags.AT_SYMLINK_NOFOLLOW;
    check("utimensat", name, TestLibC.utimensat(Kernel.AT_FDCWD, c(name), times, flags));
  }

  public void setAttribute(String name, String attribute, byte[] value) {
    int result = TestLibC.lsetxattr(c(name), terminated(attribute), value, value.length, 0);
    check("setxattr", name, result);
  }

  public void removeAttribute(String name, String attribute) {
    check("removexattr", name, TestLibC.lremovexattr(c(name), terminated(attribute)));
  }

  /** Extended attributes by name, one character per byte. */
  public SortedMap<String, byte[]> attributes(String name) {
    byte[] names = new byte[65536];
    byte[] path = path(name).bytes();
    int length = KERNEL.listxattr(path, names, false);
    SortedMap<String, byte[]> found = new TreeMap<>();
    if (length == -Errno.EOPNOTSUPP) {
      return found;
    }
    check("listxattr", name, length);
    for (String key : new String(names, 0, length, StandardCharsets.ISO_8859_1).split("\0")) {
      if (!key.isEmpty()) {
        byte[] value = new byte[65536];
        byte[] keyBytes = key.getBytes(StandardCharsets.ISO_8859_1);
        int size = check("getxattr", name, KERNEL.getxattr(path, keyBytes, value, false));
        found.put(key, Arrays.copyOf(value, size));
      }
    }
    return found;
  }

  // --- looking ----------------------------------------------------------------------------------

  public FileStat stat(String name) {
    FileStat stat = new FileStat();
    check("stat", name, lstat(name, stat));
    return stat;
  }

  public boolean exists(String name) {
    int result = lstat(name, new FileStat());
    if (result != -Errno.ENOENT && result != -Errno.ENOTDIR) {
      check("stat", name, result);
    }
    return result == 0;
  }

  private int lstat(String name, FileStat into) {
    return KERNEL.statx(Kernel.AT_FDCWD, path(name).bytes(), Flags.AT_SYMLINK_NOFOLLOW, into);
  }

  /** What a symbolic link holds, one character per byte. */
  public String readlink(String name) {
    byte[] target = new byte[4096];
    int length = KERNEL.readlinkat(Kernel.AT_FDCWD, path(name).bytes(), target);
    check("readlink", name, length);
    return new String(target, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** The names in a directory, sorted by their bytes. */
  public List<String> list(String name) {
    int flags = Flags.O_RDONLY | Flags.O_DIRECTORY | Flags.O_NOFOLLOW | Flags.O_NOATIME;
    int result = TestLibC.openat(Kernel.AT_FDCWD, c(name), flags, 0);
    try (OpenFile directory = new OpenFile(check("open", name, result))) {
      return entries(name, directory.descriptor());
    }
  }

  private static List<String> entries(String name, int descriptor) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
    DirectoryEntries entries = new DirectoryEntries(buffer);
    List<String> names = new ArrayList<>();
    int length;
    while ((length = check("getdents64", name, KERNEL.getdents64(descriptor, buffer))) > 0) {
      entries.reset(length);
      while (entries.next()) {
        names.add(new String(entries.name(), StandardCharsets.ISO_8859_1));
      }
    }
    names.sort(null);
    return names;
  }

  /** Every name below the top (the top itself left out), each directory before what it holds. */
  public List<String> walk() {
    List<String> found = new ArrayList<>();
    walk("", found);
    return found;
  }

  private void walk(String directory, List<String> found) {
    for (String child : list(directory)) {
      String name = join(directory, child);
      found.add(name);
      if (stat(name).isDirectory()) {
        walk(name, found);
      }
    }
  }

  /** {@code directory/child}, or the child alone below the top. */
  public static String join(String directory, String child) {
    return directory.isEmpty() ? child : directory + "/" + child;
  }

  private byte[] c(String name) {
    byte[] path = path(name).bytes();
    return Arrays.copyOf(path, path.length + 1);
  }

  private static byte[] terminated(String text) {
    return (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  static int check(String operation, String name, int result) {
    int errno = result >= 0 ? 0 : result == -1 ? Math.max(1, Native.getLastError()) : -result;
    if (errno != 0) {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      throw new UncheckedIOException(
          new KernelException(operation, PercentText.encode(bytes), errno));
    }
    return result;
  }
}
