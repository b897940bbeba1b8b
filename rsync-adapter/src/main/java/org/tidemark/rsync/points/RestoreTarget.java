package org.tidemark.rsync.points;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tidemark.journal.kernel.DirectoryEntries;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.FileChanges;
import org.tidemark.journal.kernel.FileStat;
import org.tidemark.journal.kernel.Flags;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.KernelException;
import org.tidemark.journal.kernel.NativeKernel;
import org.tidemark.journal.model.PathBytes;

/**
 * The directory that a past state is made in; its paths begin at {@code /}, which is the directory
 * itself. Every name is reached from its descriptor, directory by directory, so that no symbolic
 * link leads out of it. Not thread-safe.
 */
final class RestoreTarget implements AutoCloseable {
  private static final byte[] ITSELF = {'.'};
  private static final int PRIVATE = 0700;

  private final Kernel kernel = new NativeKernel();
  private final FileChanges changes = new FileChanges();
  private final PathBytes place;
  private final int top;

  /**
   * @param place a directory of this machine
   */
  RestoreTarget(PathBytes place) throws KernelException {
    this.place = place;
    int flags = Flags.O_PATH | Flags.O_DIRECTORY;
    top = Errno.check("open", place.bytes(), kernel.openat(Kernel.AT_FDCWD, place.bytes(), flags));
  }

  /** When a directory was modified: seconds since 1970, and nanoseconds. */
  record Time(long seconds, int nanos) {}

  /** A name in an open directory. */
  private final class Opened implements AutoCloseable {
    private final PathBytes path;
    private final int directory;
    private final byte[] name;

    Opened(PathBytes path) throws KernelException {
      this.path = path;
      name = path.isRoot() ? ITSELF : path.name();
      directory = openDirectory(path.isRoot() ? path : path.parent(), Flags.O_PATH);
    }

    int check(String operation, int result) throws KernelException {
      return Errno.check(operation, full(path), result);
    }

    @Override
    public void close() {
      kernel.close(directory);
    }
  }

  private byte[] full(PathBytes path) {
    return path.rebase(PathBytes.ROOT, place).bytes();
  }

  private int openDirectory(PathBytes path, int flags) throws KernelException {
    int all = flags | Flags.O_DIRECTORY | Flags.O_NOFOLLOW;
    int opened = Errno.check("open", full(path), kernel.openat(top, ITSELF, all));
    for (byte[] name : Image.names(path)) {
      int above = opened;
      int result = kernel.openat(above, name, all);
      kernel.close(above);
      opened = Errno.check("open", full(path), result);
    }
    return opened;
  }

  /** What is there; null if nothing is, or if a directory above is missing or none. */
  FileStat look(PathBytes path) throws KernelException {
    try (Opened opened = new Opened(path)) {
      FileStat stat = new FileStat();
      int flags = Flags.AT_SYMLINK_NOFOLLOW;
      int result = kernel.statx(opened.directory, opened.name, flags, stat);
      if (result == -Errno.ENOENT) {
        return null;
      }
      opened.check("look at", result);
      return stat;
    } catch (KernelException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
        return null;
      }
      throw e;
    }
  }

  /** Makes it and those above directories, in place of whatever else is there. */
  void makeDirectories(PathBytes path) throws KernelException {
    FileStat stat = look(path);
    if (stat != null && stat.isDirectory()) {
      return;
    }
    if (!path.isRoot()) {
      makeDirectories(path.parent());
    }
    if (stat != null) {
      remove(path);
    }
    try (Opened opened = new Opened(path)) {
      opened.check("make", changes.makeDirectory(opened.directory, opened.name, PRIVATE));
    }
  }

  /** Removes it and all below it; nothing happens if it is not there. */
  void remove(PathBytes path) throws KernelException {
    FileStat stat = look(path);
    if (stat == null) {
      return;
    }
    if (stat.isDirectory()) {
      for (String name : list(path)) {
        remove(path.child(ImageNode.name(name)));
      }
    }
    try (Opened opened = new Opened(path)) {
      int result =
          stat.isDirectory()
              ? changes.removeDirectory(opened.directory, opened.name)
              : changes.unlink(opened.directory, opened.name);
      opened.check("remove", result);
    }
  }

  /** The names in a directory, one character per byte. */
  List<String> list(PathBytes directory) throws KernelException {
    int descriptor = openDirectory(directory, Flags.O_RDONLY);
    try {
      List<String> names = new ArrayList<>();
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
      DirectoryEntries entries = new DirectoryEntries(buffer);
      int length = read(directory, descriptor, buffer);
      while (length > 0) {
        entries.reset(length);
        while (entries.next()) {
          names.add(new String(entries.name(), StandardCharsets.ISO_8859_1));
        }
        length = read(directory, descriptor, buffer);
      }
      return names;
    } finally {
      kernel.close(descriptor);
    }
  }

  private int read(PathBytes directory, int descriptor, ByteBuffer buffer) throws KernelException {
    return Errno.check("list", full(directory), kernel.getdents64(descriptor, buffer));
  }

  /** Makes a name one more of a file, in place of what has it; the directory keeps its time. */
  void link(PathBytes file, PathBytes name) throws KernelException {
    Optional<Time> before = time(name.parent());
    remove(name);
    try (Opened from = new Opened(file);
        Opened to = new Opened(name)) {
      to.check("link", changes.link(from.directory, from.name, to.directory, to.name));
    }
    if (before.isPresent()) {
      setModified(name.parent(), before.get());
    }
  }

  /** The time of a directory; empty if there is none. */
  Optional<Time> time(PathBytes directory) throws KernelException {
    FileStat stat = look(directory);
    return stat == null || !stat.isDirectory()
        ? Optional.empty()
        : Optional.of(new Time(stat.modifySeconds(), stat.modifyNanos()));
  }

  void setModified(PathBytes path, Time time) throws KernelException {
    try (Opened opened = new Opened(path)) {
      long[] times = {0, Flags.UTIME_OMIT, time.seconds(), time.nanos()};
      int flags = Flags.AT_SYMLINK_NOFOLLOW;
      opened.check(
          "set the time of", kernel.utimensat(opened.directory, opened.name, times, flags));
    }
  }

  /**
   * Gives an object its attributes. Without the right to, its owner is left alone, as rsync does.
   *
   * @return false if there is no such object, or one of another type or size
   */
  boolean describe(PathBytes path, RestorePlan.Description description) throws KernelException {
    Attributes wanted = description.attributes();
    FileStat found = look(path);
    if (found == null || !wanted.mayBeOf(found)) {
      return false;
    }
    try (Opened opened = new Opened(path)) {
      if (found.user() != (int) wanted.user() || found.group() != (int) wanted.group()) {
        setOwner(opened, wanted);
      }
      if (description.xattrs() != null) {
        TargetXattrs xattrs = new TargetXattrs(kernel, changes, opened.directory, opened.name);
        xattrs.become(description.xattrs());
      }
      if (!found.isSymbolicLink()) {
        opened.check(
            "set the mode of", changes.changeMode(opened.directory, opened.name, wanted.mode()));
      }
    }
    setModified(path, new Time(wanted.seconds(), wanted.nanos()));
    return true;
  }

  private void setOwner(Opened opened, Attributes wanted) throws KernelException {
    int result =
        changes.changeOwner(
            opened.directory, opened.name, (int) wanted.user(), (int) wanted.group());
    if (result != -Errno.EPERM || kernel.effectiveUser() == 0) {
      opened.check("set the owner of", result);
    }
  }

  @Override
  public void close() {
    kernel.close(top);
  }
}
